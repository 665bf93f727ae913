package io.headrace.testkit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An RTMP player on a plain socket and with no code of ours, which looks at nothing of a video
 * frame but its time: none may be missing. Thread: one watches; what came is for any.
 */
final class FrameWatcher implements AutoCloseable {
  /** More than two frames of the canary's clip: one is missing, or came twice. */
  private static final long MOST_MS = 50;

  private static final int FIRST_CHUNK_BYTES = 128;
  private static final int EXTENDED = 0xFF_FFFF;
  private static final int ONE_BYTE_IDS = 64;

  private final RtmpPeer peer;
  private final DataInputStream in;
  private final Map<Integer, ChunkStream> chunkStreams = new HashMap<>();
  private final Arrivals arrivals = new Arrivals("frames");
  private int chunkBytes = FIRST_CHUNK_BYTES;
  private long lastVideoMs = -1;

  /** RTMP 1.0 §5.3.1.2: what headers of one chunk stream inherit. */
  private static final class ChunkStream {
    int timestampMs;
    int fieldMs;
    boolean extended;
    int type;
    byte[] payload = {};
    int received;
  }

  private FrameWatcher(RtmpPeer peer) {
    this.peer = peer;
    this.in = new DataInputStream(peer.in());
  }

  /** Connects, and asks to play {@code app/name}. */
  static FrameWatcher open(InetSocketAddress server, String app, String name) throws IOException {
    RtmpPeer peer = RtmpPeer.connect(server);
    peer.send(
        new RtmpBytes()
            .chunkSize(RtmpBytes.ONE_CHUNK)
            .connect(app)
            .command(0, "createStream", 2)
            .command(RtmpPeer.STREAM_ID, "play", 3, name));
    return new FrameWatcher(peer);
  }

  Arrivals arrivals() {
    return arrivals;
  }

  /** Reads one chunk; returns whether a frame came with it. */
  boolean read() throws IOException {
    ChunkStream stream = readHeader();
    int count = Math.min(chunkBytes, stream.payload.length - stream.received);
    in.readFully(stream.payload, stream.received, count);
    stream.received += count;
    if (stream.received < stream.payload.length) {
      return false;
    }
    stream.received = 0;
    return onMessage(stream);
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }

  private ChunkStream readHeader() throws IOException {
    int first = in.readUnsignedByte();
    int format = first >>> 6;
    int id = first & 0x3F;
    if (id == 0) {
      id = ONE_BYTE_IDS + in.readUnsignedByte();
    } else if (id == 1) {
      throw new IOException("a chunk stream id of three bytes, which nobody needs");
    }
    ChunkStream stream = chunkStreams.computeIfAbsent(id, key -> new ChunkStream());
    boolean begins = stream.received == 0;
    if (format < 3) {
      stream.fieldMs = readInt24();
      stream.extended = stream.fieldMs == EXTENDED;
    }
    int length = format < 2 ? readInt24() : stream.payload.length;
    if (format < 2) {
      stream.type = in.readUnsignedByte();
    }
    if (format == 0) {
      in.readInt();
    }
    if (stream.extended) {
      stream.fieldMs = in.readInt();
    }
    if (begins) {
      stream.timestampMs = format == 0 ? stream.fieldMs : stream.timestampMs + stream.fieldMs;
      stream.payload = new byte[length];
    }
    return stream;
  }

  private int readInt24() throws IOException {
    return in.readUnsignedByte() << 16 | in.readUnsignedShort();
  }

  private boolean onMessage(ChunkStream stream) throws IOException {
    switch (stream.type) {
      case RtmpBytes.SET_CHUNK_SIZE -> chunkBytes = ByteBuffer.wrap(stream.payload).getInt();
      case RtmpBytes.VIDEO -> {
        return onVideo(stream.timestampMs, stream.payload);
      }
      case RtmpBytes.COMMAND -> {
        String said = new String(stream.payload, StandardCharsets.ISO_8859_1);
        if (said.contains("NetStream.Play.Stop") || said.contains("error")) {
          throw new EOFException("the server ended it: " + said);
        }
      }
      default -> {}
    }
    return false;
  }

  private boolean onVideo(long timestampMs, byte[] body) throws IOException {
    if (body.length < 2 || body[1] == 0) {
      return false; // A sequence header.
    }
    if (lastVideoMs >= 0 && (timestampMs <= lastVideoMs || timestampMs - lastVideoMs > MOST_MS)) {
      throw new IOException("video from " + lastVideoMs + " ms goes on at " + timestampMs + " ms");
    }
    lastVideoMs = timestampMs;
    arrivals.add(1);
    return true;
  }
}
