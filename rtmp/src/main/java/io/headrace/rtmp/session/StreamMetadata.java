package io.headrace.rtmp.session;

import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfReader;
import io.headrace.rtmp.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code onMetaData} says about the tracks to come. Only a hint: configurations decide.
 *
 * @param trackIds ids of the tracks that are announced
 */
record StreamMetadata(Set<Integer> trackIds) {
  /** Longest number of a track as a key, three digits. */
  private static final int MAX_KEY_LENGTH = 3;

  StreamMetadata {
    trackIds = Set.copyOf(trackIds);
  }

  /**
   * The metadata in the values behind the name {@code onMetaData}; null when they cannot be read,
   * which harms nothing.
   *
   * @param values AMF0 values, borrowed
   */
  static @Nullable StreamMetadata read(ByteBuf values, AmfLimits limits) {
    try {
      return of(new AmfReader(values, limits).next().asProperties());
    } catch (AmfException e) {
      return null;
    }
  }

  private static StreamMetadata of(Map<String, AmfValue> properties) {
    Set<Integer> ids = new TreeSet<>();
    if (announces(properties, "videocodecid", "hasVideo")) {
      ids.add(Track.videoId(0));
    }
    if (announces(properties, "audiocodecid", "hasAudio")) {
      ids.add(Track.audioId(0));
    }
    addTracks(properties.get("videoTrackIdInfoMap"), Track::videoId, ids);
    addTracks(properties.get("audioTrackIdInfoMap"), Track::audioId, ids);
    return new StreamMetadata(ids);
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

  /** Enhanced RTMP v2: objects under the number of their track. */
  private static void addTracks(
      @Nullable AmfValue infoMap, IntUnaryOperator toId, Set<Integer> ids) {
    if (infoMap == null) {
      return;
    }
    for (String key : infoMap.asProperties().keySet()) {
      int number = numberOf(key);
      if (number >= 0 && ids.size() < IngestTracks.MAX_TRACKS) {
        ids.add(toId.applyAsInt(number));
      }
    }
  }

  /** The number of a track, or -1. */
  private static int numberOf(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < key.length(); i++) {
      int digit = key.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number < Track.MAX_TRACKS ? number : -1;
  }
}
