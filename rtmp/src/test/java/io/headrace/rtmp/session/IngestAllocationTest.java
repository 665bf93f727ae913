package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.flv.TagType;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a message that becomes a frame nothing is left behind but that frame's own object. */
class IngestAllocationTest implements IngestSink {
  private static final int WARM_UP = 30_000;
  private static final int ROUNDS = 20_000;

  /** A frame, and some room for what the JVM itself counts to the thread meanwhile. */
  private static final double MAX_BYTES_PER_FRAME = 64;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  // Leak records would be the garbage that is looked for.
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final MediaIngest ingest =
      new MediaIngest(this, 1_000, new MemoryBudget(1 << 20), AmfLimits.DEFAULT);
  private long frames;
  private long timestampMs;

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource({
    "VIDEO, " + IngestWorld.AVC_CONFIG + ", " + IngestWorld.P,
    "VIDEO, 96 00 61766331 02" + IngestWorld.AVC_RECORD + ", a6 03 61766331 02 00000003 419a1c",
    "VIDEO, '', 22 84aabb",
    "AUDIO, " + IngestWorld.AAC_CONFIG + ", " + IngestWorld.AAC_FRAME,
    "AUDIO, 90 4f707573 0102380180bb0000000000, 91 4f707573 78aabb",
    "AUDIO, '', 2e fffb10c4 0000",
    "AUDIO, '', 91 61632d33 0b776bf108402f84",
    "AUDIO, '', b6 1054",
  })
  void aFrameCostsOneSmallObject(TagType type, String config, String frame) {
    give(type, buffer(config));
    ByteBuf body = buffer(frame);
    run(type, body, WARM_UP);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(type, body, ROUNDS);
    double bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS;

    assertTrue(bytes <= MAX_BYTES_PER_FRAME, () -> bytes + " bytes per frame");
    assertEquals(WARM_UP + ROUNDS, frames);
    body.release();
    ingest.close();
  }

  @Test
  void aStrayOrEmptyMessageCostsNothing() {
    ByteBuf body = buffer("9f 61766331 00");
    run(TagType.VIDEO, body, WARM_UP);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(TagType.VIDEO, body, ROUNDS);
    double bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS;

    assertTrue(bytes < 1, () -> bytes + " bytes per message");
    assertEquals(0, frames);
    body.release();
  }

  private void run(TagType type, ByteBuf body, int rounds) {
    for (int i = 0; i < rounds; i++) {
      timestampMs += 20;
      give(type, body.setIndex(0, body.capacity()).retain());
    }
  }

  private void give(TagType type, ByteBuf body) {
    if (type == TagType.VIDEO) {
      ingest.onVideo(timestampMs, body);
    } else {
      ingest.onAudio(timestampMs, body);
    }
  }

  private ByteBuf buffer(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return allocator.directBuffer(bytes.length, Math.max(1, bytes.length)).writeBytes(bytes);
  }

  @Override
  public void announce(List<Track> tracks) {}

  @Override
  public void write(MediaFrame frame) {
    frames++;
    frame.release();
  }

  @Override
  public void notice(String line) {
    throw new AssertionError(line);
  }
}
