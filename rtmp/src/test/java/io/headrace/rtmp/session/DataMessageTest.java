package io.headrace.rtmp.session;

import static io.headrace.rtmp.session.IngestWorld.IDR;
import static io.headrace.rtmp.session.IngestWorld.P;
import static io.headrace.rtmp.session.IngestWorld.amf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfValue;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataMessageTest {
  private static final AmfValue TEXT = AmfValue.object("text", "hello");

  private final IngestWorld world = new IngestWorld();

  @AfterEach
  void everyBufferIsReleased() {
    world.close();
  }

  @Test
  void passesOtherMessagesOnAsFramesOfTheirOwnTrack() {
    world.configure();
    world.video(5_000, IDR);
    world.data(5_020, "onTextData", TEXT);
    world.video(5_040, P);

    assertEquals(1, world.trackSets.size(), "never announced");
    MediaFrame frame = world.frames.get(1);
    assertSame(Track.DATA, frame.track());
    assertEquals(10_020, frame.dtsTicks());
    assertArrayEquals(amf("onTextData", TEXT), ByteBufUtil.getBytes(frame.data()));
  }

  @Test
  void stripsTheOrderToPassItOn() {
    world.configure();
    world.video(0, IDR);
    world.data(0, "@setDataFrame", "onCuePoint", TEXT);

    assertArrayEquals(amf("onCuePoint", TEXT), ByteBufUtil.getBytes(world.last().data()));
  }

  @Test
  void holdsThemLikeFramesUntilTheTracksAreKnown() {
    world.metadata(true, true);
    world.data(0, "onTextData", TEXT);
    world.video(0, IngestWorld.AVC_CONFIG);
    world.audio(0, IngestWorld.AAC_CONFIG);
    world.video(0, IDR);

    assertEquals(List.of(512, 0), world.frames.stream().map(f -> f.track().id()).toList());
  }

  @Test
  void placesThemWithTheMediaWhateverTheirTimestampSays() {
    world.configure();
    world.video(500_000, IDR);
    world.data(0, "onTextData", TEXT);
    world.video(500_040, P);
    world.data(500_020, "onTextData", TEXT);
    world.data(500_010, "onTextData", TEXT);

    assertEquals(
        List.of(10_000L, 10_020L, 10_020L),
        world.frames(Track.DATA_ID).stream().map(MediaFrame::dtsTicks).toList());
    assertEquals(0, world.ingest.stats().repairedTimes());
  }

  @Test
  void dropsWhatConcernsOnlyFlashPlayers() {
    world.configure();
    world.video(0, IDR);
    world.data(0, "|RtmpSampleAccess", AmfValue.of(true), AmfValue.of(true));
    world.data(0, "@clearDataFrame", "onMetaData");
    world.metadata(true, true);

    assertEquals(1, world.frames.size());
    assertEquals(0, world.ingest.stats().skipped());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "29", "02", "02ffff61", "020000", "03000009", "0200034142", "05"})
  void dropsWhatHasNoName(String hex) {
    world.configure();
    world.video(0, IDR);
    world.ingest.onData(0, world.body(hex));

    assertEquals(1, world.frames.size());
    assertEquals(1, world.ingest.stats().skipped());
  }

  @Test
  void passesOnWhatItCannotReadBehindTheName() {
    world.configure();
    world.video(0, IDR);
    // "additionalMedia" of OBS before 30.2 has a value of a type that does not exist.
    world.ingest.onData(0, world.body("02 0003 616263 29ffff"));

    assertEquals("02000361626329ffff", ByteBufUtil.hexDump(world.last().data()));
  }

  @Test
  void ignoresMetadataThatCannotBeRead() {
    world.ingest.onData(0, world.body("02 000a 6f6e4d65746144617461 29"));
    world.ingest.onData(0, world.body("02 000a 6f6e4d65746144617461"));
    world.configure();
    world.video(0, IDR);

    assertEquals(1, world.frames.size());
  }

  @Test
  void dropsWhatIsTooLongToBePassedOn() {
    world.configure();
    world.video(0, IDR);
    String name = "x".repeat(DataMessage.MAX_PASSED_BYTES - 3);
    world.data(0, name);
    assertEquals(2, world.frames.size());
    world.data(0, name + "x");

    assertEquals(2, world.frames.size());
    assertEquals(1, world.ingest.stats().skipped());
    assertEquals(1, world.ingest.stats().dataFrames());
  }
}
