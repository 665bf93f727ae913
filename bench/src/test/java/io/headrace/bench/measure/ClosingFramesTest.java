package io.headrace.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.MediaPlaylist;
import io.headrace.bench.load.PlaylistReader;
import io.headrace.media.flv.TagType;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class ClosingFramesTest {
  private static final int MS = 1_000_000;
  private static final FlvSource.Tag PICTURE =
      new FlvSource.Tag(TagType.VIDEO, 0, Unpooled.EMPTY_BUFFER);
  private static final FlvSource.Tag SOUND =
      new FlvSource.Tag(TagType.AUDIO, 0, Unpooled.EMPTY_BUFFER);

  private final ClosingFrames frames = new ClosingFrames(30, 1_000);

  /** From {@code first} on, whole segments of 60 frames, then parts of 15 frames. */
  private static MediaPlaylist playlist(int first, int segments, int parts) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:2\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
    for (int i = 0; i < segments; i++) {
      text.append("#EXTINF:2.00000,\n").append(first + i).append(".mp4\n");
    }
    for (int i = 0; i < parts; i++) {
      text.append("#EXT-X-PART:DURATION=0.50000,URI=\"p").append(i).append(".mp4\"\n");
    }
    return PlaylistReader.media(text.toString());
  }

  private void writeFrames(int count) {
    for (int i = 0; i < count; i++) {
      frames.onFrame(PICTURE, i, (long) i * MS);
      frames.onFrame(SOUND, i, -1);
    }
  }

  @Test
  void aPartIsClosedByTheFrameBehindIt() {
    writeFrames(100);
    frames.onVersion(0, playlist(1, 1, 0), false, 70L * MS);
    frames.onVersion(0, playlist(1, 1, 1), true, 77L * MS);
    assertEquals(1, frames.parts());
    assertEquals(2, frames.delays().maxMs(), 0.01);
  }

  @Test
  void framesOfSegmentsThatLeftThePlaylistStillCount() {
    writeFrames(300);
    frames.onVersion(0, playlist(1, 2, 0), false, 0);
    frames.onVersion(0, playlist(2, 3, 0), true, 245L * MS);
    assertEquals(1, frames.parts());
    assertEquals(5, frames.delays().maxMs(), 0.01);
  }

  @Test
  void plainAnswersAndOtherRenditionsAreNotMeasured() {
    writeFrames(100);
    frames.onVersion(0, playlist(1, 1, 1), false, 77L * MS);
    frames.onVersion(1, playlist(1, 1, 1), true, 77L * MS);
    assertEquals(0, frames.parts());
  }

  @Test
  void aPlaylistBeforeItsFrameMakesTheMeasurementVoid() {
    writeFrames(75);
    frames.onVersion(0, playlist(1, 1, 1), true, 77L * MS);
    assertEquals(1, frames.impossible());
    assertEquals(0, frames.parts());
  }
}
