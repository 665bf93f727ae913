package io.headrace.rtmp.handshake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.RtmpException;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Digests were computed by another implementation, from the description of the algorithm. */
class ServerHandshakeTest {
  private static final int PACKET = 1536;
  private static final byte FILL = 0x5A;

  /** Fills S1 and S2 so that their digests are known. */
  private static final RandomGenerator CONSTANT =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0x5A5A5A5A5A5A5A5AL;
        }
      };

  @ParameterizedTest
  @EnumSource
  void answersSimpleC1WithItsEchoAndKeepsWhatFollowsC2(Feed feed) {
    byte[] c1 = pattern();
    Arrays.fill(c1, 4, 8, (byte) 0);
    byte[] following = {1, 2, 3};

    Exchange exchange = new Exchange(feed, concat(new byte[] {3}, c1, new byte[PACKET], following));

    assertTrue(exchange.handshake.done());
    assertArrayEquals(following, exchange.rest());
    assertEquals(1 + 2 * PACKET, exchange.answer.length);
    assertEquals(3, exchange.answer[0]);
    byte[] s1 = Arrays.copyOfRange(exchange.answer, 1, 1 + PACKET);
    assertArrayEquals(new byte[8], Arrays.copyOf(s1, 8));
    assertEquals(FILL, s1[8]);
    assertArrayEquals(c1, Arrays.copyOfRange(exchange.answer, 1 + PACKET, 1 + 2 * PACKET));
  }

  @ParameterizedTest
  @CsvSource({
    "DIGEST_FIRST, 290, 612af37c38c4a1b74e5737fc4021ded17ed92a9431c19bc665cf421131bad8a6,"
        + " 372, 8a2d73685433e1a7b878a44eb5e7fa880e0c485cedc03fbbc22673a71cc11515",
    "KEY_FIRST, 942, e6a7fbdda4aab503b4e693e92d6f18d9d4b89f3ef0e95fffe767a4830aa37109,"
        + " 1136, 450c3737d5920b31f1e480201f462fc99cf59d1039195692c5ea5e121b3bfb3d"
  })
  void answersSignedC1InItsOwnLayout(
      DigestLayout layout, int c1DigestAt, String c1Digest, int s1DigestAt, String s2Signature) {
    byte[] c1 = pattern();
    c1[4] = 9;
    c1[6] = 124;
    c1[7] = 2;
    System.arraycopy(HexFormat.of().parseHex(c1Digest), 0, c1, c1DigestAt, 32);

    Exchange exchange = new Exchange(Feed.WHOLE, concat(new byte[] {3}, c1));

    byte[] s1 = Arrays.copyOfRange(exchange.answer, 1, 1 + PACKET);
    byte[] s2 = Arrays.copyOfRange(exchange.answer, 1 + PACKET, 1 + 2 * PACKET);
    assertEquals(layout, HandshakeDigest.SERVER.find(s1));
    assertEquals("04050001", HexFormat.of().formatHex(s1, 4, 8));
    assertEquals(
        "1c116c21eaa535fe15c85162f806ce91966162dce43b156c441e7424d5e039a5",
        HexFormat.of().formatHex(s1, s1DigestAt, s1DigestAt + 32));
    assertEquals(s2Signature, HexFormat.of().formatHex(s2, PACKET - 32, PACKET));
    assertFalse(exchange.handshake.done());
  }

  @Test
  void answersVersionWithoutValidDigestSimply() {
    byte[] c1 = pattern();
    c1[4] = 9;

    Exchange exchange = new Exchange(Feed.WHOLE, concat(new byte[] {3}, c1));

    assertArrayEquals(new byte[8], Arrays.copyOfRange(exchange.answer, 1, 9));
    assertArrayEquals(c1, Arrays.copyOfRange(exchange.answer, 1 + PACKET, 1 + 2 * PACKET));
  }

  @Test
  void answersNothingToHalfAC1() {
    Exchange exchange = new Exchange(Feed.RANDOM, Arrays.copyOf(new byte[] {3}, PACKET));

    assertEquals(0, exchange.answer.length);
    assertFalse(exchange.handshake.done());
  }

  @Test
  void answersOtherVersionsWithThree() {
    assertEquals(3, new Exchange(Feed.WHOLE, concat(new byte[] {6}, pattern())).answer[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "474554202f, HTTP",
    "504f5354202f, HTTP",
    "48454144202f, HTTP",
    "160301, TLS",
    "fe, 254"
  })
  void namesTheProtocolThatIsNotRtmp(String first, String named) {
    byte[] bytes = HexFormat.of().parseHex(first);

    RtmpException thrown = assertThrows(RtmpException.class, () -> new Exchange(Feed.WHOLE, bytes));

    assertEquals(RtmpException.Reason.NOT_RTMP, thrown.reason());
    assertTrue(thrown.getMessage().contains(named), thrown.getMessage());
    assertEquals(0, thrown.getStackTrace().length);
  }

  private static byte[] pattern() {
    byte[] packet = new byte[PACKET];
    for (int i = 8; i < PACKET; i++) {
      packet[i] = (byte) (i * 7 + 3);
    }
    return packet;
  }

  private static byte[] concat(byte[]... parts) {
    return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
  }

  /** Feeds bytes to a handshake and keeps what comes out and what is left. */
  private static final class Exchange {
    final ServerHandshake handshake = new ServerHandshake(CONSTANT);
    final byte[] answer;
    private final ByteBuf left = Unpooled.buffer();

    Exchange(Feed feed, byte[] sent) {
      ByteBuf out = Unpooled.buffer();
      feed.feed(
          sent,
          piece -> {
            handshake.receive(piece, out);
            left.writeBytes(piece);
          });
      answer = ByteBufUtil.getBytes(out);
    }

    byte[] rest() {
      return ByteBufUtil.getBytes(left);
    }
  }
}
