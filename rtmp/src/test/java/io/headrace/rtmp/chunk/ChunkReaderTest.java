package io.headrace.rtmp.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.chunk.Joined.Message;
import io.headrace.rtmp.message.MessageType;
import io.headrace.testkit.Feed;
import io.headrace.testkit.Seeds;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {
  private static final int AUDIO = MessageType.AUDIO;
  private static final int VIDEO = MessageType.VIDEO;
  private static final byte[] TEN = bytes(10);

  private Joined joined = new Joined();

  @AfterEach
  void nothingIsHeldAfterClose() {
    joined.close();
  }

  @ParameterizedTest
  @EnumSource
  void countsDeltasByHeaderType(Feed feed) {
    feed(
        feed,
        new RawChunks()
            .type0(4, 1_000, 10, AUDIO, 1, TEN)
            .type1(4, 23, 10, AUDIO, TEN)
            .type2(4, 21, TEN)
            .type3(4, TEN)
            .type3(4, TEN));

    assertEquals(List.of(1_000L, 1_023L, 1_044L, 1_065L, 1_086L), joined.timestamps());
  }

  /** §5.3.1.2.4: the delta is then the timestamp of the type 0 chunk; FMLE counts on it. */
  @Test
  void takesTheTimestampOfType0AsDeltaOfTheType3ThatFollows() {
    feed(Feed.WHOLE, new RawChunks().type0(4, 26, 10, AUDIO, 1, TEN).type3(4, TEN));

    assertEquals(List.of(26L, 52L), joined.timestamps());
  }

  @ParameterizedTest
  @EnumSource
  void wrapsDeltasModulo2To32(Feed feed) {
    feed(
        feed,
        new RawChunks()
            .type0(4, 100, 10, AUDIO, 1, TEN)
            .type1(4, 0xFFFF_FFF0L, 10, AUDIO, TEN) // minus 16
            .type3(4, 0xFFFF_FFF0L, TEN)
            .type2(4, 0xFFFF_FF00L, TEN));

    assertEquals(List.of(100L, 84L, 68L, 0x1_0000_0000L + 68 - 256), joined.timestamps());
  }

  @ParameterizedTest
  @EnumSource
  void understandsType3WithAndWithoutTheExtendedTimestampOfADelta(Feed feed) {
    long delta = 0x0100_0001L;
    feed(
        feed,
        new RawChunks()
            .type0(4, 0, 10, AUDIO, 1, TEN)
            .type2(4, delta, TEN)
            .type3(4, delta, TEN)
            .type3(4, TEN));

    assertEquals(List.of(0L, delta, 2 * delta, 3 * delta), joined.timestamps());
  }

  @ParameterizedTest
  @EnumSource
  void takesBytesLikeTheExtendedTimestampButForTheLastAsPayload(Feed feed) {
    byte[] payload = bytes(130);
    payload[128] = 1; // 01 00 .. against 01 00 00 00
    payload[129] = 0;
    byte[] next = {1, 0, 0, 5, 5, 5, 5, 5, 5, 5};
    feed(
        feed,
        new RawChunks()
            .message(4, 0x0100_0000L, AUDIO, 1, payload, 128, false)
            .type3(4, next)
            .bytes(bytes(118))
            .type3(4, new byte[] {9, 9}));

    assertEquals(List.of(130, 130), joined.messages.stream().map(Message::length).toList());
    assertEquals(Message.of(AUDIO, 1, 0x0100_0000L, payload), joined.messages.get(0));
  }

  @Test
  void keepsItsPaceWhenAMessageEndsInALookalikeOfTheExtendedTimestamp() {
    byte[] payload = bytes(131);
    Arrays.fill(payload, 128, 131, (byte) 0);
    payload[128] = 1;
    byte[] chunks =
        new RawChunks().message(4, 0x0100_0000L, AUDIO, 1, payload, 128, false).toBytes();

    Feed.BYTE_BY_BYTE.feed(chunks, joined::read);
    assertEquals(0, joined.messages.size(), "three bytes could still be a timestamp");
    feed(Feed.WHOLE, new RawChunks().type0(5, 7, 1, AUDIO, 1, new byte[1]));

    assertEquals(
        List.of(Message.of(AUDIO, 1, 0x0100_0000L, payload), Message.of(AUDIO, 1, 7, new byte[1])),
        joined.messages);
  }

  @ParameterizedTest
  @EnumSource
  void joinsInterleavedMessages(Feed feed) {
    byte[] video = bytes(300);
    byte[] audio = bytes(200);
    feed(
        feed,
        new RawChunks()
            .type0(6, 5, 300, VIDEO, 1, Arrays.copyOf(video, 128))
            .type0(70, 4, 200, AUDIO, 1, Arrays.copyOf(audio, 128))
            .type3(6, Arrays.copyOfRange(video, 128, 256))
            .type3(70, Arrays.copyOfRange(audio, 128, 200))
            .type3(6, Arrays.copyOfRange(video, 256, 300)));

    assertEquals(
        List.of(Message.of(AUDIO, 1, 4, audio), Message.of(VIDEO, 1, 5, video)), joined.messages);
  }

  @ParameterizedTest
  @EnumSource
  void appliesAChunkSizeAtOnceAlsoWithinAnotherMessage(Feed feed) {
    byte[] video = bytes(1_000);
    feed(
        feed,
        new RawChunks()
            .type0(6, 5, 1_000, VIDEO, 1, Arrays.copyOf(video, 128))
            .setChunkSize(500)
            .type3(6, Arrays.copyOfRange(video, 128, 628))
            .setChunkSize(0x7FFF_FFFF)
            .type3(6, Arrays.copyOfRange(video, 628, 1_000)));

    assertEquals(List.of(Message.of(VIDEO, 1, 5, video)), joined.messages);
    assertEquals(ChunkReader.MAX_CHUNK_BYTES, joined.reader.chunkBytes());
  }

  @Test
  void acceptsType1FirstOnAFreshChunkStream() {
    feed(Feed.WHOLE, new RawChunks().type1(4, 40, 10, AUDIO, TEN).type3(4, TEN));

    assertEquals(List.of(40L, 80L), joined.timestamps());
  }

  @Test
  void dropsTheUnfinishedMessageOnType0AndGoesOn() {
    feed(
        Feed.WHOLE,
        new RawChunks().type0(4, 1, 200, AUDIO, 1, bytes(128)).type0(4, 2, 10, AUDIO, 1, TEN));

    assertEquals(List.of(Message.of(AUDIO, 1, 2, TEN)), joined.messages);
    assertEquals(1, joined.reader.droppedMessages());
  }

  @Test
  void continuesAMessageByType1AndType2ThatAnnounceTheSame() {
    byte[] payload = bytes(300);
    feed(
        Feed.WHOLE,
        new RawChunks()
            .type0(4, 9, 300, AUDIO, 1, Arrays.copyOf(payload, 128))
            .type1(4, 0, 300, AUDIO, Arrays.copyOfRange(payload, 128, 256))
            .type2(4, 0, Arrays.copyOfRange(payload, 256, 300)));

    assertEquals(List.of(Message.of(AUDIO, 1, 9, payload)), joined.messages);
  }

  @Test
  void abortDropsTheUnfinishedMessageAndNothingElse() {
    feed(
        Feed.WHOLE,
        new RawChunks()
            .type0(4, 1, 200, AUDIO, 1, bytes(128))
            .control(MessageType.ABORT, 77)
            .control(MessageType.ABORT, -1)
            .control(MessageType.ABORT, 4)
            .type3(4, bytes(128))
            .type3(4, bytes(72)));

    assertEquals(List.of(2L), joined.timestamps());
    assertEquals(1, joined.reader.droppedMessages());
  }

  @Test
  void takesMemoryAsALargeMessageArrivesNotAsItIsAnnounced() {
    feed(Feed.WHOLE, new RawChunks().setChunkSize(0xFF_FFFF));
    feed(Feed.WHOLE, new RawChunks().type0(6, 0, 8 << 20, VIDEO, 1, bytes(1)));
    assertEquals(ChunkReader.EAGER_BYTES, joined.heldBytes());

    feed(Feed.WHOLE, new RawChunks().bytes(bytes(ChunkReader.EAGER_BYTES)));
    assertTrue(joined.heldBytes() <= 4 * ChunkReader.EAGER_BYTES, "held " + joined.heldBytes());
    feed(Feed.WHOLE, new RawChunks().bytes(bytes((8 << 20) - ChunkReader.EAGER_BYTES - 1)));

    assertEquals(8 << 20, joined.messages.get(0).length());
    assertEquals(0, joined.heldBytes());
  }

  @ParameterizedTest
  @CsvSource({"9, 8388609", "8, 16777215", "18, 262145", "20, 65537", "5, 65537", "99, 16777215"})
  void refusesAnAnnouncedLengthBeforeTakingMemory(int type, int length) {
    refuses(
        Reason.MESSAGE_TOO_LARGE,
        new RawChunks().type0(4, 0, length, type, 1, new byte[0]).toBytes());
    assertEquals(0, joined.mostBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void refusesAnImpossibleChunkSize(int bytes) {
    refuses(Reason.MALFORMED, new RawChunks().setChunkSize(bytes).toBytes());
  }

  @Test
  void refusesAControlMessageThatIsTooShort() {
    refuses(
        Reason.MALFORMED,
        new RawChunks().type0(2, 0, 3, MessageType.SET_CHUNK_SIZE, 0, bytes(3)).toBytes());
  }

  @Test
  void refusesType2And3FirstOnAFreshChunkStream() {
    refuses(Reason.MALFORMED, new RawChunks().type2(4, 0, TEN).toBytes());
    refuses(Reason.MALFORMED, new RawChunks().type3(4, TEN).toBytes());
  }

  @Test
  void refusesAnotherMessageWithinAMessage() {
    refuses(
        Reason.MALFORMED,
        new RawChunks()
            .type0(4, 1, 200, AUDIO, 1, bytes(128))
            .type1(4, 1, 199, AUDIO, bytes(1))
            .toBytes());
  }

  @Test
  void refusesMoreChunkStreamsThanAllowed() {
    RawChunks chunks = new RawChunks();
    for (int id = 3; id < 3 + 64; id++) {
      chunks.type0(id, 0, 1, AUDIO, 1, bytes(1));
    }
    feed(Feed.WHOLE, chunks);

    refuses(
        Reason.TOO_MANY_CHUNK_STREAMS, new RawChunks().type0(500, 0, 1, AUDIO, 1, TEN).toBytes());
  }

  @Test
  void refusesMoreUnfinishedMessagesThanAllowed() {
    RawChunks chunks = new RawChunks();
    for (int id = 3; id < 3 + 9; id++) {
      chunks.type0(id, 0, 200, AUDIO, 1, bytes(128));
    }

    refuses(Reason.TOO_MUCH_PARTIAL, chunks.toBytes());
  }

  @Test
  void refusesMoreUnfinishedBytesThanAllowed() {
    RawChunks chunks = new RawChunks();
    for (int id = 3; id < 3 + 3; id++) {
      chunks.type0(id, 0, 6 << 20, VIDEO, 1, bytes(128));
    }

    refuses(Reason.TOO_MUCH_PARTIAL, chunks.toBytes());
    assertEquals(2 * ChunkReader.EAGER_BYTES, joined.heldBytes());
  }

  @Test
  void chargesForTinyChunksAndForgivesWithTime() {
    joined.close();
    joined = new Joined(new ChunkLimits(1 << 16, 1 << 18, 8 << 20, 64, 8, 16 << 20, 1_000));
    byte[] tiny = new RawChunks().type0(4, 0, 1, AUDIO, 1, bytes(1)).toBytes();
    for (int i = 0; i < 10_000; i++) {
      joined.nowNs += 1_000_000;
      Feed.WHOLE.feed(tiny, joined::read);
    }
    assertEquals(10_000, joined.messages.size());

    RtmpException thrown =
        assertThrows(
            RtmpException.class,
            () -> {
              for (int i = 0; i < 1_001; i++) {
                Feed.WHOLE.feed(tiny, joined::read);
              }
            });
    assertEquals(Reason.RATE, thrown.reason());
  }

  @Test
  void survivesRandomBytesWithBoundedMemory() {
    SplittableRandom random = new SplittableRandom(Seeds.next("chunk.seed"));
    for (int round = 0; round < 2_000; round++) {
      Joined victim = new Joined(ChunkLimits.DEFAULT);
      byte[] noise = new byte[random.nextInt(1, 4_000)];
      random.nextBytes(noise);
      try {
        Feed.WHOLE.feed(noise, victim::read);
      } catch (RtmpException expected) {
        assertTrue(expected.getMessage().length() < 200);
      }
      assertTrue(victim.heldBytes() <= 9L * ChunkReader.EAGER_BYTES, "held");
      victim.close();
    }
  }

  private void feed(Feed feed, RawChunks chunks) {
    feed.feed(chunks.toBytes(), joined::read);
  }

  private void refuses(Reason reason, byte[] chunks) {
    RtmpException thrown =
        assertThrows(RtmpException.class, () -> joined.read(Unpooled.wrappedBuffer(chunks)));
    assertEquals(reason, thrown.reason(), thrown.getMessage());
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (5 + i % 50);
    }
    return bytes;
  }

  @Test
  void largeMessagesDrawOnTheBudgetAsTheyArriveAndGiveItBack() {
    byte[] large = new byte[1 << 20];
    MemoryBudget budget = new MemoryBudget(4 << 20);
    Joined joined = new Joined(ChunkLimits.DEFAULT, budget);
    byte[] wire =
        new RawChunks()
            .setChunkSize(1 << 20)
            .message(6, 0, MessageType.VIDEO, 1, large, 1 << 20, true)
            .toBytes();

    joined.read(Unpooled.wrappedBuffer(wire, 0, 100));
    assertEquals(0, budget.usedBytes(), "announced is not received");
    joined.read(Unpooled.wrappedBuffer(wire, 100, wire.length - 101));
    assertEquals((1 << 20) - ChunkReader.EAGER_BYTES, budget.usedBytes());
    joined.read(Unpooled.wrappedBuffer(wire, wire.length - 1, 1));
    assertEquals(0, budget.usedBytes());
    assertEquals(1, joined.messages.size());
    joined.close();
  }

  @Test
  void aLargeMessageForWhichThereIsNoMemoryIsRefused() {
    MemoryBudget budget = new MemoryBudget(100_000);
    Joined joined = new Joined(ChunkLimits.DEFAULT, budget);
    byte[] wire =
        new RawChunks()
            .setChunkSize(1 << 20)
            .message(6, 0, MessageType.VIDEO, 1, new byte[1 << 20], 1 << 20, true)
            .toBytes();

    RtmpException refused =
        assertThrows(RtmpException.class, () -> joined.read(Unpooled.wrappedBuffer(wire)));
    assertEquals(RtmpException.Reason.TOO_MUCH_PARTIAL, refused.reason());
    joined.close();
    assertEquals(0, budget.usedBytes());
  }
}
