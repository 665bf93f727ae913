package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfReader;
import io.headrace.rtmp.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code onMetaData} says about the tracks to come. Only a hint: configurations decide.
 *
 * @param video whether video is announced
 * @param audio whether audio is announced
 */
record StreamMetadata(boolean video, boolean audio) {
  private static final String SET_DATA_FRAME = "@setDataFrame";
  private static final String ON_METADATA = "onMetaData";

  /**
   * The metadata in a data message; null when it is another one, or cannot be read, which harms
   * nothing.
   *
   * @param payload AMF0 values, borrowed
   */
  static @Nullable StreamMetadata read(ByteBuf payload, AmfLimits limits) {
    try {
      AmfReader reader = new AmfReader(payload, limits);
      String name = reader.next().asText();
      if (SET_DATA_FRAME.equals(name)) {
        name = reader.next().asText();
      }
      return ON_METADATA.equals(name) ? of(reader.next().asProperties()) : null;
    } catch (AmfException e) {
      return null;
    }
  }

  private static StreamMetadata of(Map<String, AmfValue> properties) {
    return new StreamMetadata(
        announces(properties, "videocodecid", "hasVideo"),
        announces(properties, "audiocodecid", "hasAudio"));
  }

  private static boolean announces(
      Map<String, AmfValue> properties, String codecKey, String flagKey) {
    AmfValue codec = properties.get(codecKey);
    if (codec instanceof AmfValue.Number number) {
      return number.value() != 0;
    } else if (codec instanceof AmfValue.Text text) {
      return !text.value().isEmpty();
    }
    return properties.get(flagKey) instanceof AmfValue.Bool flag && flag.value();
  }
}
