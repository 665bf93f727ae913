package io.headrace.rtmp.relay;

import static io.headrace.rtmp.relay.RelayWorld.AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.FROM_GOP;
import static io.headrace.rtmp.relay.RelayWorld.FURTHER_AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.FURTHER_VIDEO;
import static io.headrace.rtmp.relay.RelayWorld.OTHER_AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.SMALL_VIDEO;
import static io.headrace.rtmp.relay.RelayWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.codec.Colour;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlayedTracksTest {
  private static final PlayOptions ALL_TRACKS = new PlayOptions(PlayStart.GOP_CACHE, true, true);
  private static final PlayOptions LEGACY_ONLY = new PlayOptions(PlayStart.GOP_CACHE, false, false);

  private static final Track SPEEX =
      new Track(Track.audioId(0), new OpaqueConfig(TrackKind.AUDIO, "Speex", 11), 1_000);

  private static final Track VP8 =
      new Track(Track.videoId(0), new OpaqueConfig(TrackKind.VIDEO, "VP8", 0x76703038), 90_000);

  private final RelayWorld world = new RelayWorld();

  @AfterEach
  void nothingIsHeldAtTheEnd() {
    world.assertNothingHeld();
  }

  @Test
  void aChangeOfVideoIsToldAtOnceAndGoesOnWithItsKeyFrame() {
    world.publish(VIDEO, AUDIO);
    world.gop(10_000);
    TestPlayer player = world.join();
    player.told();
    world.published();
    world.video(10_400, false);
    world.announce(SMALL_VIDEO, AUDIO);
    List<String> told = player.told();
    assertEquals(3, told.size(), "the last frame, metadata, a header; the audio is the same");
    assertEquals(world.published().get(0), told.get(0));
    assertTrue(told.get(1).contains("width=640, height=360, framerate=29.97"), told.get(1));
    assertTrue(told.get(2).matches("v0 CONFIG .* 10400"), told.get(2));
    world.frame(SMALL_VIDEO, 10_440, 0, false, 100);
    world.audio(10_441);
    world.batch();
    world.frame(SMALL_VIDEO, 10_480, 0, true, 100);
    world.frame(SMALL_VIDEO, 10_520, 0, false, 100);
    world.batch();
    assertEquals(world.published().subList(1, 4), player.told(), "audio goes on");
  }

  @Test
  void aChangeOfAudioDoesNotTouchTheVideo() {
    world.publish(VIDEO, AUDIO);
    world.gop(10_000);
    TestPlayer player = world.join();
    player.told();
    world.published();
    world.announce(VIDEO, OTHER_AUDIO);
    List<String> told = player.told();
    assertTrue(told.get(0).contains("audiosamplerate=44100, stereo=false"), told.get(0));
    assertTrue(told.get(1).startsWith("a0 CONFIG"), told.get(1));
    assertEquals(2, told.size());
    world.video(10_400, false);
    world.frame(OTHER_AUDIO, 10_401, 0, true, 50);
    world.batch();
    assertEquals(world.published(), player.told());
  }

  @Test
  void videoThatComesLaterWaitsForItsKeyFrameAndAudioDoesNot() {
    world.publish(AUDIO);
    TestPlayer player = world.join();
    world.audio(10_000);
    world.batch();
    assertTrue(player.told().get(1).startsWith("onMetaData {audiocodecid"));
    world.published();
    world.announce(VIDEO, AUDIO);
    assertEquals(2, player.told().size(), "metadata and the video header");
    world.video(10_020, false);
    world.audio(10_021);
    world.batch();
    world.video(10_060, true);
    world.batch();
    assertEquals(world.published().subList(1, 3), player.told());
  }

  @Test
  void videoThatGoesAwayIsNotWaitedFor() {
    world.publish(VIDEO, AUDIO);
    TestPlayer player = world.join();
    world.announce(AUDIO);
    world.audio(10_000);
    world.batch();
    assertEquals(world.published(), player.frames());
  }

  @Test
  void aHeaderIsFollowedByTheColourMetadataOfItsTrack() {
    HdrInfo hdr = new HdrInfo(new Colour(9, 16, 9, false), null, null);
    Track track = new Track(VIDEO.id(), VIDEO.codec(), VIDEO.timescaleHz(), hdr);
    world.publish(track, AUDIO);
    TestPlayer player = world.join();
    world.frame(track, 10_000, 0, true, 100);
    world.batch();
    List<String> told = player.told();
    assertTrue(told.get(2).startsWith("v0 CONFIG"), told.get(2));
    assertTrue(told.get(3).startsWith("ex v0 METADATA"), told.get(3));
    assertTrue(told.get(4).startsWith("a0 CONFIG"), told.get(4));
  }

  @Test
  void furtherTracksGoOnlyToThoseWhoMayHaveThem() {
    world.publish(VIDEO, AUDIO, FURTHER_VIDEO, FURTHER_AUDIO);
    TestPlayer plain = world.join();
    TestPlayer multitrack = world.join(ALL_TRACKS);
    for (int i = 0; i < 4; i++) {
      long ms = 10_000 + 40 * i;
      world.frame(VIDEO, ms, 0, i % 2 == 0, 100);
      world.frame(FURTHER_VIDEO, ms, 80, i % 2 == 0, 50);
      world.audio(ms);
      world.frame(FURTHER_AUDIO, ms, 0, true, 20);
      world.batch();
    }
    List<String> all = world.published();
    List<String> told = multitrack.told();
    assertTrue(
        told.get(1)
            .contains(
                "videoTrackIdInfoMap={1={videocodecid=1635148593, width=640, height=360,"
                    + " framerate=29.97"),
        told.get(1));
    assertTrue(
        told.get(1)
            .contains(
                "audioTrackIdInfoMap={1={audiocodecid=1836069985, samplerate=48000, channels=2}}"),
        told.get(1));
    assertEquals(
        List.of("v0 CONFIG", "ex v1 CONFIG", "a0 CONFIG", "ex a1 CONFIG"),
        told.subList(2, 6).stream().map(line -> line.replaceAll("CONFIG.*", "CONFIG")).toList());
    assertEquals(all, told.subList(6, told.size()));
    List<String> ordinary = plain.told();
    assertTrue(ordinary.stream().noneMatch(line -> line.contains("TrackIdInfoMap")));
    assertEquals(
        all.stream().filter(line -> !line.startsWith("ex")).toList(),
        ordinary.subList(4, ordinary.size()));
  }

  @Test
  void aJoinerGetsTheTracksThatItMayHaveOfTheLastGop() {
    world.publish(VIDEO, AUDIO, FURTHER_AUDIO);
    world.join();
    for (int i = 0; i < 5; i++) {
      world.video(10_000 + 40 * i, i == 0);
      world.frame(FURTHER_AUDIO, 10_000 + 40 * i, 0, true, 20);
      world.audio(10_000 + 40 * i);
      world.batch();
    }
    List<String> all = world.published();
    assertEquals(all, world.join(ALL_TRACKS).frames());
    assertEquals(
        all.stream().filter(line -> !line.startsWith("ex")).toList(), world.join().frames());
  }

  @Test
  void aPlayerForWhomNothingIsLeftIsToldSo() {
    world.publish(VP8);
    TestPlayer player = world.join(LEGACY_ONLY);
    world.body(VP8, 10_000, true, RelayWorld.bytes("917670303801"));
    world.batch();
    assertEquals(List.of("nothing to play"), player.told());
    world.announce(VP8, AUDIO);
    world.audio(10_020);
    world.batch();
    assertEquals(world.published(), player.frames(), "without video there is nothing to wait for");
    TestPlayer enhanced = world.join(FROM_GOP);
    assertTrue(enhanced.told().get(1).startsWith("onMetaData {videocodecid=1987063864"));
  }

  @Test
  void unknownCodecsArePassedOnAsTheyAre() {
    world.publish(SPEEX);
    TestPlayer player = world.join(LEGACY_ONLY);
    world.body(SPEEX, 10_000, true, RelayWorld.bytes("b20102"));
    world.batch();
    List<String> told = player.told();
    assertEquals("onMetaData {audiocodecid=11, encoder=Headrace} 0", told.get(1));
    assertEquals(3, told.size(), "no header");
    assertEquals(RelayWorld.line("a0", true, 10_000, 0, new byte[] {1, 2}), told.get(2));
  }

  @Test
  void dataMessagesArePassedOnInOrder() {
    world.publish(VIDEO, AUDIO);
    world.gop(10_000);
    TestPlayer player = world.join();
    player.told();
    world.published();
    ByteBuf body = Unpooled.buffer();
    AmfWriter.write(body, AmfValue.of("onTextData"));
    AmfWriter.write(body, AmfValue.object("text", "hello"));
    world.audio(10_400);
    world.body(Track.DATA, 10_401, true, body);
    world.video(10_402, false);
    world.batch();
    List<String> frames = world.published();
    assertEquals(
        List.of(frames.get(0), "onTextData {text=hello} 10401", frames.get(1)), player.told());
  }

  @Test
  void framesOfTracksThatWereNotAnnouncedAreIgnored() {
    world.publish(VIDEO, AUDIO);
    TestPlayer player = world.join();
    Track beyond =
        new Track(Track.videoId(Slots.MAX_TRACK_NUMBER + 1), VIDEO.codec(), VIDEO.timescaleHz());
    world.announce(VIDEO, AUDIO, beyond);
    world.video(10_000, true);
    world.frame(beyond, 10_000, 0, true, 10);
    world.frame(FURTHER_AUDIO, 10_000, 0, true, 10);
    world.batch();
    assertEquals(world.published().subList(0, 1), player.frames());
  }

  @Test
  void eachVideoTrackWaitsForItsOwnKeyFrame() {
    world.publish(VIDEO, FURTHER_VIDEO, AUDIO);
    TestPlayer player = world.join(ALL_TRACKS);
    world.video(10_000, true);
    world.frame(FURTHER_VIDEO, 10_000, 0, false, 10);
    world.audio(10_000);
    world.batch();
    world.video(10_040, false);
    world.frame(FURTHER_VIDEO, 10_040, 0, true, 10);
    world.batch();
    List<String> all = world.published();
    assertEquals(List.of(all.get(0), all.get(2), all.get(3), all.get(4)), player.frames());
  }
}
