package io.headrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.media.flv.FlvException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvFileTest {
  @Test
  void writesWhatTheSpecificationShows() {
    ByteBuf file = Unpooled.buffer();
    FlvFileWriter writer = new FlvFileWriter(file, true, true);
    writer.writeTag(TagType.AUDIO, 0x12345678, TestMedia.bytes("af01"));
    assertEquals(
        "464c5601050000000900000000" + "08000002345678 12000000af010000000d".replace(" ", ""),
        ByteBufUtil.hexDump(file));
  }

  @Test
  void readsBackWhatWasWritten() {
    ByteBuf file = Unpooled.buffer();
    FlvFileWriter writer = new FlvFileWriter(file, true, false);
    ByteBuf body = TestMedia.bytes("ff 1700000000").skipBytes(1);
    writer.writeTag(TagType.SCRIPT, 0, TestMedia.bytes("0200"));
    writer.writeTag(TagType.VIDEO, 0xFFFF_FFFFL, body);
    writer.writeTag(TagType.AUDIO, 0x1_0000_0005L, Unpooled.EMPTY_BUFFER);
    assertEquals(1, body.readerIndex());
    FlvFileReader reader = new FlvFileReader(file);
    List<String> expected = List.of("SCRIPT 0 0200", "VIDEO 4294967295 1700000000", "AUDIO 5 ");
    assertEquals(expected, tags(reader));
    reader.rewind();
    assertEquals(expected, tags(reader));
  }

  @Test
  void skipsUnknownTagsAndALongerHeader() {
    ByteBuf file =
        TestMedia.bytes(
            "ff 464c5601010000000b aaaa 00000000"
                + "0f000001 00000000 000000 77 0000000c"
                + "09000001 00002a00 000000 88 0000000c");
    FlvFileReader reader = new FlvFileReader(file.skipBytes(1));
    assertEquals(List.of("VIDEO 42 88"), tags(reader));
  }

  @Test
  void endsQuietlyWithoutTheLastPreviousTagSize() {
    FlvFileReader reader =
        new FlvFileReader(
            TestMedia.bytes("464c5601010000000900000000 09000001 00002a00 000000 88"));
    assertTrue(reader.next());
    assertFalse(reader.next());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "464c560101000000",
        "464c57010100000009",
        "464c56010100000008",
        "464c5601017fffffff",
        "464c560101ffffffff",
      })
  void refusesWhatIsNotFlv(String hex) {
    FlvException e =
        assertThrows(FlvException.class, () -> new FlvFileReader(TestMedia.bytes(hex)));
    assertEquals(Reason.NOT_FLV, e.reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"09000001", "09000005 00000000 000000 00010203", "09ffffff 00000000 000000"})
  void saysThatATagIsCutShort(String tag) {
    FlvFileReader reader = new FlvFileReader(TestMedia.bytes("464c5601010000000900000000" + tag));
    FlvException e = assertThrows(FlvException.class, reader::next);
    assertEquals(Reason.TRUNCATED, e.reason());
  }

  private static List<String> tags(FlvFileReader reader) {
    List<String> tags = new ArrayList<>();
    while (reader.next()) {
      tags.add(
          reader.type() + " " + reader.timestampMs() + " " + ByteBufUtil.hexDump(reader.body()));
    }
    return tags;
  }
}
