package io.headrace.rtmp.relay;

import static io.headrace.rtmp.relay.RelayWorld.AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.FROM_GOP;
import static io.headrace.rtmp.relay.RelayWorld.SMALL_VIDEO;
import static io.headrace.rtmp.relay.RelayWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.hub.EndReason;
import io.headrace.rtmp.relay.RelayWorld.Joined;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaybackTest {
  private final RelayWorld world = new RelayWorld().publish(VIDEO, AUDIO);
  private Joined joined = world.join(FROM_GOP, new TestPlayer());
  private final TestPlayer player = joined.player();

  @BeforeEach
  void plays() {
    world.gop(10_000);
    player.told();
    world.published();
  }

  @AfterEach
  void nothingIsHeldAtTheEnd() {
    world.assertNothingHeld();
  }

  private List<String> published(String prefix) {
    return world.published().stream().filter(line -> line.startsWith(prefix)).toList();
  }

  @Test
  void aPauseLastsToTheNextKeyFrame() {
    joined.playback().pause(true);
    joined.playback().pause(true);
    world.gop(10_400);
    assertEquals(List.of(), player.told());
    joined.playback().pause(false);
    world.video(10_800, false);
    world.audio(10_801);
    world.batch();
    assertEquals(List.of(), player.told());
    world.published();
    world.gop(10_840);
    assertEquals(world.published(), player.told());
    assertEquals(0, world.stats.keyFrameWaits(), "it wanted that");
  }

  @Test
  void tracksThatChangedDuringAPauseAreToldAtItsEnd() {
    joined.playback().pause(true);
    world.announce(SMALL_VIDEO, AUDIO);
    assertEquals(List.of(), player.told());
    joined.playback().pause(false);
    List<String> told = player.told();
    assertTrue(told.get(0).startsWith("onMetaData {videocodecid=7, width=640"), told.get(0));
    assertTrue(told.get(1).startsWith("v0 CONFIG"), told.get(1));
  }

  @Test
  void withoutVideoTheAudioGoesOnAndVideoComesBackWithAKeyFrame() {
    joined.playback().receiveVideo(false);
    world.gop(10_400);
    assertEquals(published("a0"), player.told());
    world.announce(SMALL_VIDEO, AUDIO);
    assertEquals(
        "onMetaData {audiocodecid=10, audiosamplerate=48000, stereo=true, audiochannels=2,"
            + " encoder=Headrace} 0",
        player.told().get(0));
    joined.playback().receiveVideo(true);
    List<String> told = player.told();
    assertTrue(told.get(0).startsWith("onMetaData {videocodecid=7, width=640"), told.get(0));
    assertTrue(told.get(1).startsWith("v0 CONFIG"), told.get(1));
    world.frame(SMALL_VIDEO, 10_800, 0, false, 10);
    world.audio(10_801);
    world.batch();
    world.frame(SMALL_VIDEO, 10_840, 0, true, 10);
    world.batch();
    assertEquals(world.published().subList(1, 3), player.told());
  }

  @Test
  void withoutAudioTheVideoGoesOnAndAudioComesBackAtOnce() {
    joined.playback().receiveAudio(false);
    world.gop(10_400);
    assertEquals(published("v0"), player.told());
    joined.playback().receiveAudio(true);
    assertEquals(1, player.told().size(), "metadata; it has the header");
    world.video(10_800, false);
    world.audio(10_801);
    world.batch();
    assertEquals(world.published(), player.told());
  }

  @Test
  void withNeitherThereIsNothingAndThatIsNoComplaint() {
    joined.playback().receiveAudio(false);
    joined.playback().receiveVideo(false);
    world.announce(SMALL_VIDEO, AUDIO);
    world.gop(10_400);
    assertEquals(List.of(), player.told());
  }

  @Test
  void aHeldStreamIsSilentAndGoesOnWithHeadersAndAKeyFrame() {
    world.stop(EndReason.LOST);
    assertEquals(List.of("held"), player.told());
    TestPlayer late = world.join();
    assertEquals(List.of("held"), late.told());
    world.pass(Duration.ofSeconds(5));
    world.publish(VIDEO, AUDIO);
    List<String> told = player.told();
    assertTrue(told.get(0).startsWith("onMetaData"), told.get(0));
    assertTrue(told.get(1).startsWith("v0 CONFIG"), told.get(1));
    assertTrue(told.get(2).startsWith("a0 CONFIG"), told.get(2));
    assertEquals("live", told.get(3));
    assertEquals("|RtmpSampleAccess true true 0", late.told().get(0));
    world.audio(16_000);
    world.batch();
    assertEquals(List.of(), player.told(), "it begins with a key frame");
    world.published();
    world.gop(16_040);
    List<String> gop = world.published();
    assertEquals(gop, player.told());
    assertEquals(gop, late.told());
  }

  @Test
  void theEndIsToldOnceAndNothingFollows() {
    world.stream().kick();
    world.settle();
    assertEquals(List.of("ended"), player.told());
    assertEquals(0, world.stats.players());
    joined.playback().pause(true);
    joined.playback().pause(false);
    joined.playback().receiveVideo(false);
    joined.playback().leave();
    assertEquals(List.of(), player.told());
  }

  @Test
  void aStreamThatEndsBeforeTheSubscriptionIsThereIsToldAsSuch() {
    TestPlayer late = new TestPlayer();
    RelayWorld other = new RelayWorld().publish(VIDEO);
    other.stream().kick();
    other.relays.join(other.stream(), late, FROM_GOP);
    other.settle();
    assertEquals(List.of("ended"), late.told());
    other.assertNothingHeld();
  }
}
