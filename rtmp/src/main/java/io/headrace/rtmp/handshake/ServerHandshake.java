package io.headrace.rtmp.handshake;

import static io.headrace.rtmp.handshake.HandshakeDigest.PACKET_BYTES;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one handshake, Adobe RTMP 1.0 §5.2: C0 C1 → S0 S1 S2 → C2. A C1 with a valid
 * digest is answered in kind, every other C1 simply. The content of C2 is never checked: ffmpeg
 * publishers echo S1 even where a signature is due.
 *
 * <p>Thread: the connection's loop.
 */
public final class ServerHandshake {
  private static final int RTMP_VERSION = 3;
  private static final int TLS_HANDSHAKE_RECORD = 0x16;
  private static final int FIRST_IMPOSSIBLE_VERSION = 32;

  /** Any version of 3 and above says that S1 has a digest. */
  private static final byte[] SERVER_VERSION = {4, 5, 0, 1};

  private enum State {
    C0,
    C1,
    C2,
    DONE
  }

  private final RandomGenerator random;
  private State state = State.C0;
  private byte[] c1 = {};
  private int received;

  /**
   * @param random fills S1; needs no cryptographic strength
   */
  public ServerHandshake(RandomGenerator random) {
    this.random = random;
  }

  public boolean done() {
    return state == State.DONE;
  }

  /**
   * Reads what belongs to the handshake and leaves what follows it in {@code in}. Ownership:
   * borrows both buffers.
   *
   * @param out receives S0 S1 S2 once C1 is complete
   * @throws RtmpException when the first byte shows another protocol
   */
  public void receive(ByteBuf in, ByteBuf out) {
    while (in.isReadable() && state != State.DONE) {
      switch (state) {
        case C0 -> readC0(in);
        case C1 -> readC1(in, out);
        default -> skipC2(in);
      }
    }
  }

  private void readC0(ByteBuf in) {
    int version = in.readUnsignedByte();
    String wrong = otherProtocol(version);
    if (wrong != null) {
      throw new RtmpException(Reason.NOT_RTMP, wrong);
    }
    c1 = new byte[PACKET_BYTES];
    enter(State.C1);
  }

  private static @Nullable String otherProtocol(int version) {
    if (version == TLS_HANDSHAKE_RECORD) {
      return "the client speaks TLS on the plain RTMP port (use an rtmp:// address)";
    }
    return switch (version) {
      case 'G', 'P', 'H', 'O', 'D', 'C' ->
          "the client speaks HTTP on the RTMP port (use an rtmp:// address, or the HTTP port)";
      default ->
          version >= FIRST_IMPOSSIBLE_VERSION
              ? "first byte: " + version + " (expected: RTMP version 3)"
              : null;
    };
  }

  private void readC1(ByteBuf in, ByteBuf out) {
    int count = Math.min(in.readableBytes(), PACKET_BYTES - received);
    in.readBytes(c1, received, count);
    received += count;
    if (received == PACKET_BYTES) {
      answer(out);
      c1 = new byte[0];
      enter(State.C2);
    }
  }

  private void skipC2(ByteBuf in) {
    int count = Math.min(in.readableBytes(), PACKET_BYTES - received);
    in.skipBytes(count);
    received += count;
    if (received == PACKET_BYTES) {
      enter(State.DONE);
    }
  }

  private void answer(ByteBuf out) {
    DigestLayout layout = announcesVersion() ? HandshakeDigest.CLIENT.find(c1) : null;
    byte[] s1 = new byte[PACKET_BYTES];
    random.nextBytes(s1);
    // Time 0, and version 0: a version of 3 and above without a digest breaks ffmpeg as player.
    Arrays.fill(s1, 0, 8, (byte) 0);
    byte[] s2 = c1;
    if (layout != null) {
      System.arraycopy(SERVER_VERSION, 0, s1, 4, SERVER_VERSION.length);
      HandshakeDigest.SERVER.seal(s1, layout);
      s2 = new byte[PACKET_BYTES];
      random.nextBytes(s2);
      HandshakeDigest.SERVER.answer(s2, HandshakeDigest.read(c1, layout));
    }
    out.writeByte(RTMP_VERSION).writeBytes(s1).writeBytes(s2);
  }

  private boolean announcesVersion() {
    return (c1[4] | c1[5] | c1[6] | c1[7]) != 0;
  }

  private void enter(State next) {
    state = next;
    received = 0;
  }
}
