package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class StreamMetadataTest {
  @Test
  void readsWhichTracksAreAnnounced() {
    assertEquals(
        new StreamMetadata(true, true),
        read("onMetaData", AmfValue.object("videocodecid", 7, "audiocodecid", "mp4a")));
    assertEquals(
        new StreamMetadata(true, false),
        read("@setDataFrame", "onMetaData", AmfValue.object("hasVideo", true, "hasAudio", false)));
    assertEquals(
        new StreamMetadata(false, false),
        read("onMetaData", AmfValue.object("videocodecid", 0, "audiocodecid", "")));
    assertEquals(new StreamMetadata(false, false), read("onMetaData", AmfValue.NULL));
  }

  @Test
  void leavesOtherDataAndBrokenDataAlone() {
    assertNull(read("onTextData", AmfValue.object("videocodecid", 7)));
    assertNull(read("@setDataFrame"));
    assertNull(StreamMetadata.read(Unpooled.wrappedBuffer(new byte[] {41}), AmfLimits.DEFAULT));
    assertNull(StreamMetadata.read(Unpooled.EMPTY_BUFFER, AmfLimits.DEFAULT));
  }

  private static StreamMetadata read(Object... values) {
    ByteBuf out = Unpooled.buffer();
    for (Object value : values) {
      AmfWriter.write(out, value instanceof AmfValue amf ? amf : AmfValue.of((String) value));
    }
    return StreamMetadata.read(out, AmfLimits.DEFAULT);
  }
}
