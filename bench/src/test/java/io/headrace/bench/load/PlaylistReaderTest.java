package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaylistReaderTest {
  private static final String LIVE =
      """
      #EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-TARGETDURATION:2
      #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5
      #EXT-X-PART-INF:PART-TARGET=0.502
      #EXT-X-MEDIA-SEQUENCE:7
      #EXT-X-DISCONTINUITY-SEQUENCE:2
      #EXT-X-MAP:URI="1.init.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.500Z
      #EXTINF:2.0,
      7.m4s
      #EXT-X-DISCONTINUITY
      #EXT-X-MAP:URI="2.init.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:10.000Z
      #EXT-X-PART:DURATION=0.5,URI="8.0.m4s",INDEPENDENT=YES
      #EXT-X-PART:DURATION=0.25,URI="8.1.m4s"
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.2.m4s"
      #EXT-X-RENDITION-REPORT:URI="audio.m3u8",LAST-MSN=8,LAST-PART=1
      """;

  @Test
  void readsAnOpenSegmentAndAsksForItsNextPart() {
    MediaPlaylist playlist = PlaylistReader.media(LIVE);
    assertEquals(2, playlist.targetDurationS());
    assertEquals(0.502, playlist.partTargetS());
    assertEquals(1.5, playlist.partHoldBackS());
    assertEquals(2, playlist.discontinuitySequence());
    assertEquals("8.2.m4s", playlist.hintUri());
    assertFalse(playlist.ended());
    MediaPlaylist.Part last = playlist.lastPart().orElseThrow();
    assertEquals(new MediaPlaylist.Part(8, 1, "8.1.m4s", 0.25, false, "2.init.mp4"), last);
    assertEquals("?_HLS_msn=8&_HLS_part=2", playlist.nextDirectives());
  }

  @Test
  void theEndIsTheLastDatePlusWhatFollowsIt() {
    assertEquals(1_767_225_610_750.0, PlaylistReader.media(LIVE).endMs(), 1e-3);
  }

  @Test
  void afterAWholeSegmentItAsksForPartZeroOfTheNext() {
    MediaPlaylist playlist = PlaylistReader.media(LIVE + "#EXTINF:0.75,\n8.m4s\n");
    assertEquals("?_HLS_msn=9&_HLS_part=0", playlist.nextDirectives());
  }

  @Test
  void seesTheEnd() {
    assertTrue(PlaylistReader.media(LIVE + "#EXT-X-ENDLIST\n").ended());
  }

  @Test
  void followsTheFirstVariantAndItsAudio() {
    String text =
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="b",NAME="x",URI="g/b.m3u8"
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",URI="g/a.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.4d401f,mp4a.40.2",AUDIO="a"
        g/video.m3u8
        """;
    assertEquals(List.of("g/video.m3u8", "g/a.m3u8"), PlaylistReader.renditionUris(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "404\n",
        "#EXTM3U\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:two\n#EXTINF:2,\n1.m4s\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PART:DURATION=1\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PART:URI=\"a\"\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PROGRAM-DATE-TIME:now\n",
      })
  void refusesWhatIsNoMediaPlaylist(String text) {
    assertThrows(PlaylistException.class, () -> PlaylistReader.media(text));
  }
}
