package io.headrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagReaderTest {
  /** x265, with the parameter sets cut to what the sniffer looks at. */
  private static final String HVCC =
      "01 01 60000000 900000000000 1e f000 fc fd f8 f8 0000 0f 03 20 0001 0018 40010c01ffff";

  private final TagReader reader = new TagReader();

  @ParameterizedTest
  @CsvSource({
    "'', EMPTY OTHER_VIDEO 0",
    "1700000000 0164, CONFIG AVC 0 key 0164",
    "1701000000 00, FRAME AVC 0 key 00",
    "2701000021 41, FRAME AVC 0 cts=33 41",
    "1701000000, EMPTY AVC 0 key",
    "1702000000, END AVC 0 key 000000",
    "1702, END AVC 0 key",
    "17, MALFORMED AVC 0 key",
    "17010000, MALFORMED AVC 0 key",
    "1703000000, MALFORMED AVC 0 key",
    "5700, COMMAND OTHER_VIDEO 0 00",
    "57, COMMAND OTHER_VIDEO 0",
    "22 8401, FRAME H263 0 8401",
    "22, EMPTY H263 0",
    "14 00aa, FRAME VP6 0 key 00aa",
    "15 00aa, FRAME VP6_ALPHA 0 key 00aa",
    "13 00, FRAME SCREEN 0 key 00",
    "16 00, FRAME SCREEN_2 0 key 00",
    "18 00, FRAME OTHER_VIDEO 0 key 00",
    "1c00000000 01, CONFIG HEVC 0 key 01",
    "2c01000028 02, FRAME HEVC 0 cts=40 02",
  })
  void readsLegacyVideo(String hex, String packet) {
    assertEquals(packet, video(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "'', EMPTY OTHER_AUDIO 0 key",
    "af00 1190, CONFIG AAC 0 key 1190",
    "af01 2110, FRAME AAC 0 key 2110",
    "af01, EMPTY AAC 0 key",
    "af, MALFORMED AAC 0 key",
    "af02, MALFORMED AAC 0 key",
    "2f fffb, FRAME MP3 0 key fffb",
    "e2 ffe3, FRAME MP3 0 key ffe3",
    "2f, EMPTY MP3 0 key",
    "02 00, FRAME LPCM_NATIVE 0 key 00",
    "12 00, FRAME ADPCM 0 key 00",
    "32 00, FRAME LPCM 0 key 00",
    "42 00, FRAME NELLYMOSER_16K 0 key 00",
    "52 00, FRAME NELLYMOSER_8K 0 key 00",
    "62 00, FRAME NELLYMOSER 0 key 00",
    "72 55, FRAME G711_A_LAW 0 key 55",
    "82 55, FRAME G711_MU_LAW 0 key 55",
    "b2 1e, FRAME SPEEX 0 key 1e",
    "c2 1e, FRAME OTHER_AUDIO 0 key 1e",
  })
  void readsLegacyAudio(String hex, String packet) {
    assertEquals(packet, audio(hex));
  }

  /** What ffmpeg 7 and 8, PyAV 18 and OBS really sent. */
  @ParameterizedTest
  @CsvSource({
    "90 68766331 0101, CONFIG HEVC 0 key 0101",
    "91 68766331 000050 26, FRAME HEVC 0 key cts=80 26",
    "a1 68766331 000000 02, FRAME HEVC 0 02",
    "a3 68766331 02, FRAME HEVC 0 02",
    "a1 68766331 ffffde 02, FRAME HEVC 0 cts=-34 02",
    "d4 68766331 02 0009 636f6c6f72496e66, METADATA HEVC 0 020009636f6c6f72496e66",
    "90 61763031, EMPTY AV1 0 key",
    "90 61763031 81000c00 0a0b, CONFIG AV1 0 key 81000c000a0b",
    "91 61763031 1200, FRAME AV1 0 key 1200",
    "a3 61763031 1200, FRAME AV1 0 1200",
    "90 76703039 01000000 0b82, CONFIG VP9 0 key 010000000b82",
    "a1 76703039 86, FRAME VP9 0 86",
    "92 68766331, END HEVC 0 key",
    "96 00 61766331 01 0164, CONFIG AVC 1 key 0164",
    "96 01 61766331 01 000050 65, FRAME AVC 1 key cts=80 65",
    "a6 01 61766331 01 000000 41, FRAME AVC 1 41",
    "96 02 61766331 01, END AVC 1 key",
  })
  void readsEnhancedVideoThatWasSeenOnTheWire(String hex, String packet) {
    assertEquals(packet, video(hex));
    assertTrue(reader.isEnhanced());
    assertFalse(reader.holdsManyTracks());
  }

  @ParameterizedTest
  @CsvSource({
    "95 00 6d703461 01 1190, CONFIG AAC 1 key 1190",
    "95 04 6d703461 01 01 02 00000003, CHANNELS AAC 1 key 010200000003",
    "95 01 6d703461 01 21, FRAME AAC 1 key 21",
    "90 4f707573 4f70757348656164, CONFIG OPUS 0 key 4f70757348656164",
    "94 4f707573 01 02 00000003, CHANNELS OPUS 0 key 010200000003",
    "91 4f707573 fc, FRAME OPUS 0 key fc",
    "90 61632d33, CONFIG AC3 0 key",
    "91 61632d33 0b77, FRAME AC3 0 key 0b77",
    "90 65632d33, CONFIG EAC3 0 key",
    "90 664c6143 1000, CONFIG FLAC 0 key 1000",
    "91 664c6143, EMPTY FLAC 0 key",
    "92 664c6143, END FLAC 0 key",
    "95 00 2e6d7033 01, CONFIG MP3 1 key",
    "95 01 2e6d7033 01 fffb, FRAME MP3 1 key fffb",
    "90 6d703461, EMPTY AAC 0 key",
  })
  void readsEnhancedAudioThatWasSeenOnTheWire(String hex, String packet) {
    assertEquals(packet, audio(hex));
    assertTrue(reader.isEnhanced());
  }

  @ParameterizedTest
  @CsvSource({
    // Two tracks of one codec, with their sizes.
    "96 11 61766331 00 000004 00005065 02 000005 ffffffaabb,"
        + " FRAME AVC 0 key cts=80 65 | FRAME AVC 2 key cts=-1 aabb",
    // Each with its own codec; one is not known.
    "a6 21 68766331 01 000004 00000026 61763031 02 000001 12 78787878 03 000001 99,"
        + " FRAME HEVC 1 26 | FRAME AV1 2 12 | FRAME OTHER_VIDEO 3 99",
    // A track without bytes.
    "96 11 76703039 00 000000 01 000001 86, EMPTY VP9 0 key | FRAME VP9 1 key 86",
    // Too little for a composition time, and a healthy one behind it.
    "96 11 61766331 00 000002 0000 01 000004 00000065,"
        + " MALFORMED AVC 0 key | FRAME AVC 1 key 65",
    // The last one is cut short.
    "96 10 61766331 00 000001 01 01 000002 01," + " CONFIG AVC 0 key 01 | MALFORMED AVC 1 key",
    "96 10 61766331 00 000001 01 01 00, CONFIG AVC 0 key 01 | MALFORMED AVC 0 key",
    "96 10 61766331, MALFORMED AVC 0 key",
    "96 20, MALFORMED OTHER_VIDEO 0 key",
    "96 00 617663, MALFORMED OTHER_VIDEO 0 key",
    "96, MALFORMED OTHER_VIDEO 0 key",
    // A multitrack within a multitrack, and a type that does not exist.
    "96 06 61766331 01, MALFORMED OTHER_VIDEO 0 key",
    "96 31 61766331 01, MALFORMED OTHER_VIDEO 0 key",
  })
  void readsEveryTrackOfAMultitrackMessage(String hex, String packets) {
    assertEquals(packets, video(hex));
  }

  @Test
  void knowsMessagesThatAreNotOneTracksAlone() {
    audio("95 21 6d703461 00 000001 21 4f707573 01 000001 fc");
    assertTrue(reader.holdsManyTracks());
    assertEquals(
        "FRAME AAC 0 key 21 | FRAME OPUS 1 key fc",
        audio("95 21 6d703461 00 000001 21 4f707573 01 000001 fc"));
    audio("95 01 6d703461 00 21");
    assertFalse(reader.holdsManyTracks());
  }

  @ParameterizedTest
  @CsvSource({
    // 500,000 ns in front of coded frames.
    "97 02 07a120 01 68766331 000050 26, FRAME HEVC 0 key cts=80 nano=500000 26",
    // An unknown extension of one byte, then a known one, then a multitrack.
    "a7 00 ff f7 02 0003e8 06 01 61766331 01 000000 41, FRAME AVC 1 nano=1000 41",
    // More than a millisecond is against the rules, less than 24 bits is nothing.
    "97 02 0f4240 01 61763031 12, FRAME AV1 0 key 12",
    "97 01 07a1 01 61763031 12, FRAME AV1 0 key 12",
    // Longer than it needs be.
    "97 03 0003e8ff 01 61763031 12, FRAME AV1 0 key nano=1000 12",
    "97, MALFORMED OTHER_VIDEO 0 key",
    "97 02 07a120, MALFORMED OTHER_VIDEO 0 key",
    "97 ff 00, MALFORMED OTHER_VIDEO 0 key",
    "97 ff ffff 00, MALFORMED OTHER_VIDEO 0 key",
    // Loops only as far as there are bytes.
    "97 00 00 17 00 00 17 00 00 17, MALFORMED OTHER_VIDEO 0 key",
  })
  void readsExtensions(String hex, String packet) {
    assertEquals(packet, video(hex));
  }

  @Test
  void readsAnExtensionWithALongSize() {
    String data = "00".repeat(257);
    assertEquals("FRAME OPUS 0 key fc", audio("97 ff 0100 " + data + " 11 4f707573 fc"));
    assertEquals(
        "FRAME OPUS 0 key nano=1 fc", audio("97 ff 0002 000001 01 4f707573 fc"), "a size of 3");
  }

  @ParameterizedTest
  @CsvSource({
    "95 61763031 80048100, TS_CONFIG AV1 0 key 80048100",
    "95 68766331 00, OTHER HEVC 0 key 00",
    "98 61763031 00, OTHER AV1 0 key 00",
    "9f 61763031, OTHER AV1 0 key",
    "d0, COMMAND OTHER_VIDEO 0",
    "d1 61763031 00, COMMAND OTHER_VIDEO 0 6176303100",
    "81 68766331 000000 26, FRAME HEVC 0 key 26",
    "93 76766331 000000, FRAME VVC 0 key 000000",
    "91 76766331 000010 00, FRAME VVC 0 key cts=16 00",
    "91 76703038 00, FRAME VP8 0 key 00",
    "91 61766320 00, FRAME OTHER_VIDEO 0 key 00",
    "90 0a0d, MALFORMED OTHER_VIDEO 0 key",
    "91 68766331 0000, MALFORMED HEVC 0 key",
    "91 68766331, EMPTY HEVC 0 key",
  })
  void readsVideoThatNobodySendsYet(String hex, String packet) {
    assertEquals(packet, video(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "93 4f707573 fc, OTHER OPUS 0 key fc",
    "96 4f707573 fc, OTHER OPUS 0 key fc",
    "9f 4f707573, OTHER OPUS 0 key",
    "91 73706578 00, FRAME OTHER_AUDIO 0 key 00",
    "91 61763031 00, FRAME OTHER_AUDIO 0 key 00",
    "9, MALFORMED OTHER_AUDIO 0 key",
  })
  void readsAudioThatNobodySendsYet(String hex, String packet) {
    assertEquals(packet, audio(hex.length() == 1 ? hex + "0" : hex));
  }

  @Test
  void seesHevcUnderTheNumberOfAvc() {
    assertTrue(video("1700000000" + HVCC).startsWith("CONFIG HEVC 0 key"));
    assertEquals("FRAME HEVC 0 26", video("2701000000 26"));
    assertTrue(video("1700000000" + TestMedia.AVC_1080P).startsWith("CONFIG AVC"));
    assertEquals("FRAME AVC 0 65", video("2701000000 65"));
    assertTrue(video("1700000000" + TestMedia.AVC_PAL_WIDE).startsWith("CONFIG AVC"));
    assertTrue(video("1700000000 01").startsWith("CONFIG AVC"));
  }

  @Test
  void givesNumbersOfCodecsItDoesNotKnow() {
    video("91 78787878 00");
    assertEquals(0x78787878, reader.codecNumber());
    video("1d 00");
    assertEquals(13, reader.codecNumber());
    audio("f2 00");
    assertEquals(15, reader.codecNumber());
  }

  @Test
  void readsBehindTheReaderIndexAndMovesNoIndex() {
    ByteBuf body = TestMedia.bytes("ffff 1701ffffde aabb").skipBytes(2);
    assertEquals("FRAME AVC 0 key cts=-34 aabb", packets(TagType.VIDEO, body));
    assertEquals(7, reader.payloadIndex());
    assertEquals(2, body.readerIndex());
  }

  @Test
  void isDoneBeforeTheFirstMessageAndRefusesOthers() {
    assertFalse(reader.next());
    ByteBuf body = TestMedia.bytes("00");
    assertThrows(IllegalArgumentException.class, () -> reader.wrap(TagType.SCRIPT, body));
  }

  private String video(String hex) {
    return packets(TagType.VIDEO, TestMedia.bytes(hex));
  }

  private String audio(String hex) {
    return packets(TagType.AUDIO, TestMedia.bytes(hex));
  }

  private String packets(TagType type, ByteBuf body) {
    List<String> packets = new ArrayList<>();
    reader.wrap(type, body);
    while (reader.next()) {
      packets.add(
          reader.packet()
              + " "
              + reader.codec()
              + " "
              + reader.trackId()
              + (reader.isKey() ? " key" : "")
              + (reader.compositionMs() != 0 ? " cts=" + reader.compositionMs() : "")
              + (reader.nanoOffset() != 0 ? " nano=" + reader.nanoOffset() : "")
              + payload(body));
    }
    return String.join(" | ", packets);
  }

  private String payload(ByteBuf body) {
    return reader.payloadBytes() == 0
        ? ""
        : " " + ByteBufUtil.hexDump(body, reader.payloadIndex(), reader.payloadBytes());
  }
}
