package io.headrace.rtmp.handshake;

import static io.headrace.rtmp.handshake.HandshakeDigest.PACKET_BYTES;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The client's side of one handshake, Adobe RTMP 1.0 §5.2: C0 C1 → S0 S1 S2 → C2. C1 is signed,
 * because Adobe's servers ask for it. An S1 with a valid digest, in either layout, is answered with
 * a signature, every other S1 with its echo; what S2 says is never checked, because many servers
 * send what they like.
 *
 * <p>Thread: the connection's loop.
 */
public final class ClientHandshake {
  private static final int RTMP_VERSION = 3;
  private static final int TLS_ALERT_RECORD = 0x15;

  /** A Flash Player that every server knows; any version of 3 and above says: there is a digest. */
  private static final byte[] CLIENT_VERSION = {(byte) 0x80, 0, 7, 2};

  private enum State {
    S0,
    S1,
    S2,
    DONE
  }

  private final RandomGenerator random;
  private State state = State.S0;
  private byte[] s1 = {};
  private int received;

  /**
   * @param random fills C1 and C2; needs no cryptographic strength
   */
  public ClientHandshake(RandomGenerator random) {
    this.random = random;
  }

  /** Begins: appends C0 and C1. Ownership: borrows {@code out}. */
  public void start(ByteBuf out) {
    byte[] c1 = new byte[PACKET_BYTES];
    random.nextBytes(c1);
    Arrays.fill(c1, 0, 4, (byte) 0);
    System.arraycopy(CLIENT_VERSION, 0, c1, 4, CLIENT_VERSION.length);
    HandshakeDigest.CLIENT.seal(c1, DigestLayout.DIGEST_FIRST);
    out.writeByte(RTMP_VERSION).writeBytes(c1);
  }

  public boolean done() {
    return state == State.DONE;
  }

  /**
   * Reads what belongs to the handshake and leaves what follows it in {@code in}. Ownership:
   * borrows both buffers.
   *
   * @param out receives C2 once S1 is complete
   * @throws RtmpException when the first byte shows another protocol
   */
  public void receive(ByteBuf in, ByteBuf out) {
    while (in.isReadable() && state != State.DONE) {
      switch (state) {
        case S0 -> readS0(in);
        case S1 -> readS1(in, out);
        default -> skipS2(in);
      }
    }
  }

  private void readS0(ByteBuf in) {
    int version = in.readUnsignedByte();
    if (version != RTMP_VERSION) {
      throw new RtmpException(Reason.NOT_RTMP, otherProtocol(version));
    }
    s1 = new byte[PACKET_BYTES];
    enter(State.S1);
  }

  private static String otherProtocol(int version) {
    return switch (version) {
      case 'H' -> "the server speaks HTTP (expected: RTMP, usually on port 1935)";
      case TLS_ALERT_RECORD -> "the server speaks TLS (expected: plain RTMP)";
      default -> "first byte: " + version + " (expected: RTMP version 3)";
    };
  }

  private void readS1(ByteBuf in, ByteBuf out) {
    int count = Math.min(in.readableBytes(), PACKET_BYTES - received);
    in.readBytes(s1, received, count);
    received += count;
    if (received == PACKET_BYTES) {
      out.writeBytes(c2());
      s1 = new byte[0];
      enter(State.S2);
    }
  }

  private void skipS2(ByteBuf in) {
    int count = Math.min(in.readableBytes(), PACKET_BYTES - received);
    in.skipBytes(count);
    received += count;
    if (received == PACKET_BYTES) {
      enter(State.DONE);
    }
  }

  private byte[] c2() {
    DigestLayout layout = HandshakeDigest.SERVER.find(s1);
    if (layout == null) {
      return s1;
    }
    byte[] c2 = new byte[PACKET_BYTES];
    random.nextBytes(c2);
    HandshakeDigest.CLIENT.answer(c2, HandshakeDigest.read(s1, layout));
    return c2;
  }

  private void enter(State next) {
    state = next;
    received = 0;
  }
}
