package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagReader.Packet;
import io.headrace.media.flv.TagType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SyntheticFlvTest {
  // Leak records of each of some million accesses would take long.
  private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(true, true);

  private final ByteBuf file = SyntheticFlv.write(2_500_000, 8, 7, ALLOCATOR);

  private final TagReader tag = new TagReader();

  @AfterEach
  void release() {
    file.release();
  }

  @Test
  void everyTagIsAConfigurationOrAFrameAndTimeNeverGoesBack() {
    FlvFileReader reader = new FlvFileReader(file);
    long lastMs = 0;
    int pictures = 0;
    int sounds = 0;
    int configs = 0;
    while (reader.next()) {
      assertTrue(reader.timestampMs() >= lastMs, "at " + reader.timestampMs() + " ms");
      lastMs = reader.timestampMs();
      tag.wrap(reader.type(), reader.body());
      assertTrue(tag.next());
      configs += tag.packet() == Packet.CONFIG ? 1 : 0;
      if (tag.packet() == Packet.FRAME) {
        pictures += reader.type() == TagType.VIDEO ? 1 : 0;
        sounds += reader.type() == TagType.AUDIO ? 1 : 0;
      }
    }
    assertEquals(2, configs);
    assertEquals(240, pictures);
    assertEquals(375, sounds);
  }

  @Test
  void theConfigurationsAreReadByTheServersOwnReaders() {
    FlvFileReader reader = new FlvFileReader(file);
    assertTrue(reader.next());
    AvcConfig avc = AvcConfig.parse(reader.body().skipBytes(SyntheticFrames.VIDEO_HEADER_BYTES));
    assertEquals(1280, avc.widthPx());
    assertEquals(720, avc.heightPx());
    assertEquals(30.0, (double) avc.frameRateNum() / avc.frameRateDen());
    assertTrue(reader.next());
    AacConfig aac = AacConfig.parse(reader.body().skipBytes(SyntheticFrames.AUDIO_HEADER_BYTES));
    assertEquals(48_000, aac.sampleRateHz());
  }

  @Test
  void keyFramesComeEverySecondAndNalLengthsAddUp() {
    FlvFileReader reader = new FlvFileReader(file);
    List<Long> keysMs = new ArrayList<>();
    while (reader.next()) {
      ByteBuf body = reader.body();
      tag.wrap(reader.type(), body);
      assertTrue(tag.next());
      if (reader.type() == TagType.VIDEO && tag.packet() == Packet.FRAME) {
        assertEquals(body.readableBytes() - 9, body.getInt(5), "NAL length");
        boolean idr = (body.getByte(9) & 0x1F) == 5;
        assertEquals(tag.isKey(), idr);
        if (idr) {
          keysMs.add(reader.timestampMs());
        }
      }
    }
    assertEquals(List.of(0L, 1000L, 2000L, 3000L, 4000L, 5000L, 6000L, 7000L), keysMs);
  }

  @Test
  void longerGroupsOfPicturesHaveTheSameBitRate() {
    ByteBuf longer = SyntheticFlv.write(2_500_000, 8, 2, 7, ALLOCATOR);
    try {
      FlvFileReader reader = new FlvFileReader(longer);
      List<Long> keysMs = new ArrayList<>();
      while (reader.next()) {
        tag.wrap(reader.type(), reader.body());
        assertTrue(tag.next());
        if (reader.type() == TagType.VIDEO && tag.packet() == Packet.FRAME && tag.isKey()) {
          keysMs.add(reader.timestampMs());
        }
      }
      assertEquals(List.of(0L, 2000L, 4000L, 6000L), keysMs);
      assertEquals(2_500_000, longer.readableBytes(), 2_500_000 * 0.02);
    } finally {
      longer.release();
    }
  }

  @Test
  void theBitRateIsWithinTwoPercentOfWhatWasAsked() {
    double bits = file.readableBytes() * 8.0 / 8;
    assertEquals(2_500_000, bits, 2_500_000 * 0.02);
  }

  @Test
  void theSameSeedMakesTheSameBytesAndAnotherSeedOthers() {
    ByteBuf same = SyntheticFlv.write(2_500_000, 8, 7, ALLOCATOR);
    ByteBuf other = SyntheticFlv.write(2_500_000, 8, 8, ALLOCATOR);
    try {
      assertEquals(file, same);
      assertNotEquals(file, other);
    } finally {
      same.release();
      other.release();
    }
  }

  @Test
  void aSourceRepeatsWithoutAGap() {
    FlvSource source = FlvSource.of(file);
    assertEquals(2, source.prelude().size());
    assertEquals(240 + 375, source.frames().size());
    assertEquals(8_000, source.periodMs());
    assertEquals(0, source.frames().get(0).timestampMs());
  }
}
