package io.headrace.hls.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.Mp3Config;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.codec.Vp9Config;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CarriedTracksTest {
  private static final Track VP9 =
      track(0, Vp9Config.parse(bytes("010000000015820202020000")), 90_000);
  private static final Track OPUS = track(1, OpusConfig.parse(bytes("0102380180bb0000000000")));
  private static final Track SPEEX = track(1, new OpaqueConfig(TrackKind.AUDIO, "Speex", 11));
  private static final Track MP3 = track(3, Mp3Config.ofFrame(bytes("fffb9464")));
  private static final Track VP6 = track(0, new OpaqueConfig(TrackKind.VIDEO, "VP6", 4));

  @Test
  void areTheFirstOfEachKind() {
    Track secondVideo = track(2, VP9.codec(), 90_000);
    Track secondAudio = track(3, OPUS.codec());
    CarriedTracks carried = CarriedTracks.of(List.of(OPUS, VP9, secondVideo, secondAudio));
    assertEquals(VP9, carried.video());
    assertEquals(OPUS, carried.audio());
  }

  @Test
  void leaveOutWhatHlsCannotCarryAndSayWhy() {
    CarriedTracks carried = CarriedTracks.of(List.of(VP9, SPEEX, MP3));
    assertEquals(VP9, carried.video());
    assertNull(carried.audio());
    assertEquals(
        List.of("audio: Speex cannot be carried by HLS", "audio: MP3 cannot be carried by HLS"),
        carried.leftOut());
  }

  @Test
  void areTheFirstThatCanBeCarried() {
    Track second = track(3, OPUS.codec());
    CarriedTracks carried = CarriedTracks.of(List.of(SPEEX, second));
    assertEquals(second, carried.audio());
  }

  @Test
  void areNoneWhereNothingIsLeft() {
    CarriedTracks carried = CarriedTracks.of(List.of(VP6, SPEEX, track(3, SPEEX.codec())));
    assertTrue(carried.isEmpty());
    assertEquals(
        List.of("video: VP6 cannot be carried by HLS", "audio: Speex cannot be carried by HLS"),
        carried.leftOut());
  }

  private static Track track(int id, CodecConfig codec) {
    return track(id, codec, 48_000);
  }

  private static Track track(int id, CodecConfig codec, int timescaleHz) {
    return new Track(id, codec, timescaleHz);
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }
}
