package io.headrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The least of an RTMP publisher or player, on a plain socket and with no code of ours: one message
 * is one chunk, and answers are only searched for status codes. Thread: one.
 */
public final class RtmpPeer implements AutoCloseable {
  static final int HANDSHAKE_BYTES = 1536;
  static final int STREAM_ID = 1;

  private static final byte VERSION = 3;
  private static final int MEDIA_CHUNK_STREAM = 4;
  private static final int DEFAULT_BUFFER = 0;
  private static final int DEAF_BUFFER = 4_096;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern CONNECTED = Pattern.compile("NetConnection\\.Connect\\.\\w+");
  private static final Pattern PLAYED =
      Pattern.compile("NetStream\\.Play\\.(?!Reset)\\w+|NetConnection\\.Connect\\.Closed");
  private static final Pattern PUBLISHED =
      Pattern.compile("NetStream\\.Publish\\.\\w+|NetConnection\\.Connect\\.Closed");

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final StringBuilder received = new StringBuilder();

  private RtmpPeer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** The server said no, or closed without a word. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String answer) {
      super(answer);
    }
  }

  /** Connects and says nothing. */
  public static RtmpPeer open(InetSocketAddress server) throws IOException {
    return open(server, DEFAULT_BUFFER);
  }

  /**
   * Connects and says nothing.
   *
   * @param receiveBytes of the socket's buffer: what the server can send and is not read
   */
  static RtmpPeer open(InetSocketAddress server, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    try {
      if (receiveBytes != DEFAULT_BUFFER) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
      socket.connect(server);
      return new RtmpPeer(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Connects and shakes hands the simple way. */
  public static RtmpPeer connect(InetSocketAddress server) throws IOException {
    RtmpPeer peer = open(server);
    try {
      return peer.shakeHands();
    } catch (IOException e) {
      peer.close();
      throw e;
    }
  }

  /** A player that reads nothing once it has shaken hands, and has next to no buffer. */
  public static RtmpPeer deaf(InetSocketAddress server, String app, String name)
      throws IOException {
    RtmpPeer peer = open(server, DEAF_BUFFER);
    try {
      peer.shakeHands();
      peer.send(
          new RtmpBytes()
              .chunkSize(RtmpBytes.ONE_CHUNK)
              .connect(app)
              .command(STREAM_ID, "play", 3, name));
      return peer;
    } catch (IOException e) {
      peer.close();
      throw e;
    }
  }

  /**
   * Asks to publish {@code name} in {@code app} and waits for the leave to.
   *
   * @throws RefusedException with the server's status code, when it says no
   */
  public void publish(String app, String name) throws IOException {
    connectTo(app);
    send(
        new RtmpBytes()
            .command(0, "createStream", 2)
            .command(STREAM_ID, "publish", 3, name, "live"));
    await(PUBLISHED, "NetStream.Publish.Start");
  }

  /**
   * Asks to play {@code name} in {@code app} and waits for the leave to; media is then to be
   * dropped.
   *
   * @throws RefusedException with the server's status code, when it says no
   */
  public void play(String app, String name) throws IOException {
    connectTo(app);
    send(new RtmpBytes().command(0, "createStream", 2).command(STREAM_ID, "play", 3, name));
    await(PLAYED, "NetStream.Play.Start");
  }

  /**
   * Introduces itself and waits for the answer.
   *
   * @throws RefusedException with the server's status code, when it says no
   */
  public void connectTo(String app) throws IOException {
    send(new RtmpBytes().chunkSize(RtmpBytes.ONE_CHUNK).connect(app));
    await(CONNECTED, "NetConnection.Connect.Success");
  }

  /** Sends one audio, video or data message of the published stream. */
  void send(int type, int timestampMs, byte[] payload) throws IOException {
    send(new RtmpBytes().message(MEDIA_CHUNK_STREAM, type, STREAM_ID, timestampMs, payload));
  }

  public void send(RtmpBytes bytes) throws IOException {
    sendRaw(bytes.toBytes());
  }

  InputStream in() {
    return in;
  }

  /** Sends bytes as they are. */
  void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Whether the server closes within {@code patience}; what it sends until then is dropped. */
  public boolean isClosedWithin(Duration patience) throws IOException {
    long deadlineNs = System.nanoTime() + patience.toNanos();
    byte[] dropped = new byte[4096];
    for (; ; ) {
      long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      socket.setSoTimeout((int) leftMs);
      try {
        if (socket.getInputStream().read(dropped) < 0) {
          return true;
        }
      } catch (SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true; // A reset is an end, too.
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Shakes hands the simple way; returns itself. */
  RtmpPeer shakeHands() throws IOException {
    byte[] hello = new byte[1 + HANDSHAKE_BYTES];
    hello[0] = VERSION;
    sendRaw(hello);
    byte[] answer = in.readNBytes(1 + 2 * HANDSHAKE_BYTES);
    if (answer.length < 1 + 2 * HANDSHAKE_BYTES) {
      throw new RefusedException("closed during the handshake");
    }
    byte[] echo = new byte[HANDSHAKE_BYTES];
    System.arraycopy(answer, 1, echo, 0, HANDSHAKE_BYTES);
    sendRaw(echo);
    return this;
  }

  private void await(Pattern code, String expected) throws IOException {
    byte[] bytes = new byte[4096];
    for (; ; ) {
      Matcher matcher = code.matcher(received);
      if (matcher.find()) {
        String found = matcher.group();
        if (!found.equals(expected)) {
          throw new RefusedException(found);
        }
        received.setLength(0);
        return;
      }
      int count = in.read(bytes);
      if (count < 0) {
        throw new RefusedException("closed before " + expected);
      }
      received.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
    }
  }
}
