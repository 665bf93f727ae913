package io.headrace.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
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
 * The least of an RTMP publisher, on a plain socket and with no code of ours: one message is one
 * chunk, and answers are only searched for status codes. Thread: one.
 */
public final class RtmpPeer implements AutoCloseable {
  static final int HANDSHAKE_BYTES = 1536;
  static final int MESSAGE_SET_CHUNK_SIZE = 1;

  private static final byte VERSION = 3;
  private static final int MESSAGE_COMMAND = 20;
  private static final int CHUNK_BYTES = 60_000;
  private static final int STREAM_ID = 1;
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern CONNECTED = Pattern.compile("NetConnection\\.Connect\\.\\w+");
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

  /** Connects and shakes hands the simple way. */
  public static RtmpPeer connect(InetSocketAddress server) throws IOException {
    Socket socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
    RtmpPeer peer = new RtmpPeer(socket);
    try {
      peer.shakeHands();
      return peer;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Asks to publish {@code name} in {@code app} and waits for the leave to.
   *
   * @throws RefusedException with the server's status code, when it says no
   */
  public void publish(String app, String name) throws IOException {
    ByteArrayOutputStream chunkSize = new ByteArrayOutputStream();
    new DataOutputStream(chunkSize).writeInt(CHUNK_BYTES);
    write(MESSAGE_SET_CHUNK_SIZE, 0, 0, chunkSize.toByteArray());
    String url = "rtmp://" + socket.getInetAddress().getHostAddress() + "/" + app;
    write(
        MESSAGE_COMMAND,
        0,
        0,
        new Amf0().string("connect").number(1).object("app", app, "tcUrl", url).bytes());
    await(CONNECTED, "NetConnection.Connect.Success");
    write(MESSAGE_COMMAND, 0, 0, new Amf0().string("createStream").number(2).nothing().bytes());
    Amf0 publish = new Amf0().string("publish").number(3).nothing().string(name).string("live");
    write(MESSAGE_COMMAND, STREAM_ID, 0, publish.bytes());
    await(PUBLISHED, "NetStream.Publish.Start");
  }

  /** Sends one audio, video or data message of the published stream. */
  void send(int type, int timestampMs, byte[] payload) throws IOException {
    write(type, STREAM_ID, timestampMs, payload);
  }

  /** Sends bytes as they are. */
  void sendRaw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Whether the server closes within {@code patience}; what it sends until then is dropped. */
  boolean isClosedWithin(Duration patience) throws IOException {
    return isClosedWithin(socket, patience);
  }

  static boolean isClosedWithin(Socket socket, Duration patience) throws IOException {
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

  private void shakeHands() throws IOException {
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
  }

  /** One message in one chunk of type 0, RTMP 1.0 §5.3.1.2.1. */
  private void write(int type, int streamId, int timestampMs, byte[] payload) throws IOException {
    boolean isShort = timestampMs < 0xFF_FFFF;
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(chunk);
    int chunkStream = type == MESSAGE_SET_CHUNK_SIZE ? 2 : type == MESSAGE_COMMAND ? 3 : 4;
    data.writeByte(chunkStream);
    writeInt24(data, isShort ? timestampMs : 0xFF_FFFF);
    writeInt24(data, payload.length);
    data.writeByte(type);
    data.writeInt(Integer.reverseBytes(streamId));
    if (!isShort) {
      data.writeInt(timestampMs);
    }
    data.write(payload);
    sendRaw(chunk.toByteArray());
  }

  private static void writeInt24(DataOutputStream data, int value) throws IOException {
    data.writeByte(value >>> 16);
    data.writeShort(value);
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
