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
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClientHandshakeTest {
  private static final int PACKET = 1536;

  private final ClientHandshake handshake = new ClientHandshake(new SplittableRandom(1));
  private final ByteBuf said = Unpooled.buffer();
  private final ByteBuf left = Unpooled.buffer();

  @Test
  void c1IsSignedDigestFirst() {
    handshake.start(said);

    assertEquals(1 + PACKET, said.readableBytes());
    assertEquals(3, said.getByte(0));
    byte[] c1 = ByteBufUtil.getBytes(said, 1, PACKET);
    assertEquals(DigestLayout.DIGEST_FIRST, HandshakeDigest.CLIENT.find(c1));
    assertEquals("80000702", HexFormat.of().formatHex(c1, 4, 8));
  }

  @ParameterizedTest
  @EnumSource
  void echoesASimpleS1AndKeepsWhatFollowsS2(Feed feed) {
    byte[] s1 = pattern();
    receive(feed, new byte[] {3}, s1, new byte[PACKET], new byte[] {1, 2, 3});

    assertTrue(handshake.done());
    assertArrayEquals(s1, ByteBufUtil.getBytes(said));
    assertArrayEquals(new byte[] {1, 2, 3}, ByteBufUtil.getBytes(left));
  }

  @ParameterizedTest
  @EnumSource
  void signsC2ForASignedS1(DigestLayout layout) {
    byte[] s1 = pattern();
    s1[4] = 4;
    HandshakeDigest.SERVER.seal(s1, layout);
    receive(Feed.WHOLE, new byte[] {3}, s1, new byte[PACKET]);

    assertTrue(handshake.done());
    byte[] c2 = ByteBufUtil.getBytes(said);
    byte[] expected = c2.clone();
    HandshakeDigest.CLIENT.answer(expected, HandshakeDigest.read(s1, layout));
    assertArrayEquals(expected, c2);
    assertFalse(Arrays.equals(s1, c2));
  }

  @Test
  void aVersionWithoutAValidDigestIsEchoed() {
    byte[] s1 = pattern();
    s1[4] = 4;
    receive(Feed.WHOLE, new byte[] {3}, s1, new byte[PACKET]);

    assertTrue(handshake.done());
    assertArrayEquals(s1, ByteBufUtil.getBytes(said));
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithOurServer(Feed feed) {
    ServerHandshake server = new ServerHandshake(new SplittableRandom(2));
    ByteBuf words = Unpooled.buffer();
    ByteBuf answers = Unpooled.buffer();
    handshake.start(words);
    feed.feed(words, piece -> server.receive(piece, answers));
    byte[] s1 = ByteBufUtil.getBytes(answers, 1, PACKET);
    feed.feed(answers, piece -> handshake.receive(piece, said));
    server.receive(said.duplicate(), answers);

    assertTrue(handshake.done());
    assertTrue(server.done());
    assertEquals(DigestLayout.DIGEST_FIRST, HandshakeDigest.SERVER.find(s1));
  }

  @ParameterizedTest
  @CsvSource({
    "485454502f, HTTP",
    "1503010002, TLS",
    "06, 'first byte: 6'",
    "ff, 'first byte: 255'"
  })
  void namesTheProtocolThatIsNotRtmp(String first, String named) {
    byte[] bytes = HexFormat.of().parseHex(first);

    RtmpException thrown = assertThrows(RtmpException.class, () -> receive(Feed.WHOLE, bytes));

    assertEquals(RtmpException.Reason.NOT_RTMP, thrown.reason());
    assertTrue(thrown.getMessage().contains(named), thrown.getMessage());
  }

  private void receive(Feed feed, byte[]... parts) {
    feed.feed(
        ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts)),
        piece -> {
          handshake.receive(piece, said);
          left.writeBytes(piece);
        });
  }

  private static byte[] pattern() {
    byte[] packet = new byte[PACKET];
    for (int i = 8; i < PACKET; i++) {
      packet[i] = (byte) (i * 7 + 3);
    }
    return packet;
  }
}
