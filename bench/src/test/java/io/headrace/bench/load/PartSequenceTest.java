package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.bench.load.PartSequence.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartSequenceTest {
  private static final String HEAD =
      """
      #EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-TARGETDURATION:2
      #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5
      #EXT-X-PART-INF:PART-TARGET=0.502
      #EXT-X-MEDIA-SEQUENCE:%d
      #EXT-X-MAP:URI="1.init.mp4"
      """;
  private static final String FOUR =
      """
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:06.000Z
      #EXT-X-PART:DURATION=0.5,URI="4.0.m4s",INDEPENDENT=YES
      #EXT-X-PART:DURATION=0.5,URI="4.1.m4s"
      #EXT-X-PART:DURATION=0.5,URI="4.2.m4s",INDEPENDENT=YES
      #EXT-X-PART:DURATION=0.5,URI="4.3.m4s"
      #EXTINF:2.0,
      4.m4s
      """;
  private static final String FIVE = "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:08.000Z\n";

  private final List<Fault> faults = new ArrayList<>();
  private final PartSequence sequence = new PartSequence((fault, message) -> faults.add(fault));

  /** Segment 4 whole and the first {@code parts} parts of segment 5. */
  private static MediaPlaylist version(int mediaSequence, String four, int parts) {
    StringBuilder text = new StringBuilder(HEAD.formatted(mediaSequence)).append(four);
    if (parts > 0) {
      text.append(FIVE);
    }
    for (int i = 0; i < parts; i++) {
      text.append("#EXT-X-PART:DURATION=0.5,URI=\"5.%d.m4s\"\n".formatted(i));
    }
    text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"5.%d.m4s\"\n".formatted(parts));
    return PlaylistReader.media(text.toString());
  }

  private static List<String> uris(List<MediaPlaylist.Part> parts) {
    return parts.stream().map(MediaPlaylist.Part::uri).toList();
  }

  @Test
  void itStartsAtTheNewestIndependentPartThatKeepsTheHoldBack() {
    assertEquals(
        List.of("4.2.m4s", "4.3.m4s", "5.0.m4s"), uris(sequence.next(version(4, FOUR, 1), false)));
  }

  @Test
  void eachVersionGivesItsNewPartsOnce() {
    sequence.next(version(4, FOUR, 0), false);
    assertEquals(List.of("5.0.m4s"), uris(sequence.next(version(4, FOUR, 1), true)));
    assertEquals(List.of("5.1.m4s", "5.2.m4s"), uris(sequence.next(version(4, FOUR, 3), true)));
    assertEquals(List.of(), faults);
  }

  @Test
  void aBlockedAnswerWithNothingNewIsAFault() {
    sequence.next(version(4, FOUR, 1), false);
    assertEquals(List.of(), sequence.next(version(4, FOUR, 1), true));
    assertEquals(List.of(Fault.NOTHING_NEW), faults);
  }

  @Test
  void aPlainAnswerWithNothingNewIsNone() {
    sequence.next(version(4, FOUR, 1), false);
    sequence.next(version(4, FOUR, 1), false);
    assertEquals(List.of(), faults);
  }

  @Test
  void aPlaylistThatGoesBackIsAFault() {
    sequence.next(version(4, FOUR, 2), false);
    sequence.next(version(3, FOUR.replace("4.", "3."), 0), false);
    assertEquals(
        List.of(Fault.SEQUENCE_WENT_BACK, Fault.PLAYLIST_WENT_BACK),
        faults.stream().filter(fault -> fault != Fault.PART_RENAMED).toList());
  }

  @Test
  void aSegmentThatWasLeftOutIsAFault() {
    sequence.next(version(4, FOUR, 0), false);
    sequence.next(version(5, "#EXTINF:2.0,\n5.m4s\n" + FOUR.replace("4.", "6."), 0), true);
    assertEquals(List.of(Fault.PART_MISSING), faults);
  }

  @Test
  void aPartThatIsListedAgainUnderALaterNumberIsAFault() {
    sequence.next(version(4, FOUR, 0), false);
    MediaPlaylist repeated =
        PlaylistReader.media(
            HEAD.formatted(4)
                + FOUR
                + "#EXT-X-PART:DURATION=0.5,URI=\"4.3.m4s\"\n"
                + "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"5.1.m4s\"\n");
    sequence.next(repeated, true);
    assertEquals(List.of(Fault.PART_REPEATED, Fault.HINT_BROKEN), faults);
  }

  @Test
  void aKnownPartUnderAnotherNameIsAFault() {
    sequence.next(version(4, FOUR, 0), false);
    sequence.next(version(4, FOUR.replace("4.2.m4s", "x.m4s"), 1), true);
    assertEquals(List.of(Fault.PART_RENAMED), faults);
  }

  @Test
  void aPartThatIsNotTheHintedOneIsAFault() {
    sequence.next(version(4, FOUR, 0), false);
    MediaPlaylist other =
        PlaylistReader.media(
            HEAD.formatted(4) + FOUR + "#EXT-X-PART:DURATION=0.5,URI=\"other.m4s\"\n");
    sequence.next(other, true);
    assertEquals(List.of(Fault.HINT_BROKEN), faults);
  }

  @Test
  void aPartLongerThanItsTargetAndAChangedTargetAreFaults() {
    sequence.next(version(4, FOUR, 0), false);
    MediaPlaylist changed =
        PlaylistReader.media(
            (HEAD.formatted(4) + FOUR + "#EXT-X-PART:DURATION=0.5,URI=\"5.0.m4s\"\n")
                .replace("PART-TARGET=0.502", "PART-TARGET=0.499"));
    sequence.next(changed, true);
    assertEquals(List.of(Fault.CONSTANT_CHANGED, Fault.PART_TOO_LONG), faults);
  }

  @Test
  void aSegmentThatEndsBehindWhatWasKnownIsFollowedByTheNext() {
    sequence.next(version(4, FOUR, 2), false);
    MediaPlaylist closed =
        PlaylistReader.media(
            HEAD.formatted(4)
                + FOUR
                + FIVE
                + "#EXT-X-PART:DURATION=0.5,URI=\"5.0.m4s\"\n"
                + "#EXT-X-PART:DURATION=0.5,URI=\"5.1.m4s\"\n"
                + "#EXT-X-PART:DURATION=0.5,URI=\"5.2.m4s\"\n"
                + "#EXTINF:1.5,\n5.m4s\n"
                + "#EXT-X-PART:DURATION=0.5,URI=\"6.0.m4s\"\n");
    assertEquals(List.of("5.2.m4s", "6.0.m4s"), uris(sequence.next(closed, true)));
    assertEquals(List.of(), faults);
  }
}
