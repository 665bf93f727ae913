package io.headrace.rtmp.relay;

import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.flv.TagWriter;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code onMetaData}, FLV 10.1 §E.5 and Enhanced RTMP v2 "Enhancing onMetaData", made from the
 * tracks that a player will get and from nothing else: one that is told of a track waits for it.
 *
 * <p>Thread: any; stateless.
 */
final class PlayMetadata {
  static final String NAME = "onMetaData";

  private static final String ENCODER = "Headrace";
  private static final int STEREO_CHANNELS = 2;

  private PlayMetadata() {}

  /** The metadata of those of {@code tracks} that are in {@code slots}. */
  static AmfValue of(List<Track> tracks, long slots) {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    Map<String, AmfValue> furtherVideo = new LinkedHashMap<>();
    Map<String, AmfValue> furtherAudio = new LinkedHashMap<>();
    for (Track track : tracks) {
      int slot = Slots.of(track);
      if (slot == Slots.NONE || (slots & Slots.bit(slot)) == 0) {
        continue;
      }
      String number = Integer.toString(track.number());
      if (track.isVideo()) {
        if (track.number() == 0) {
          addVideo(properties, track);
        } else {
          furtherVideo.put(number, further(track));
        }
      } else if (track.number() == 0) {
        addAudio(properties, track);
      } else {
        furtherAudio.put(number, further(track));
      }
    }
    addUnlessEmpty(properties, "videoTrackIdInfoMap", furtherVideo);
    addUnlessEmpty(properties, "audioTrackIdInfoMap", furtherAudio);
    properties.put("encoder", AmfValue.of(ENCODER));
    return new AmfValue.EcmaArray(properties);
  }

  private static void addVideo(Map<String, AmfValue> properties, Track track) {
    properties.put("videocodecid", AmfValue.of(TagWriter.codecNumber(track)));
    if (track.codec() instanceof VideoConfig video) {
      properties.put("width", AmfValue.of(video.widthPx()));
      properties.put("height", AmfValue.of(video.heightPx()));
      if (video.frameRateNum() > 0) {
        double framesPerSecond = (double) video.frameRateNum() / video.frameRateDen();
        properties.put("framerate", AmfValue.of(framesPerSecond));
      }
    }
  }

  private static void addAudio(Map<String, AmfValue> properties, Track track) {
    properties.put("audiocodecid", AmfValue.of(TagWriter.codecNumber(track)));
    if (track.codec() instanceof AudioConfig audio) {
      properties.put("audiosamplerate", AmfValue.of(audio.sampleRateHz()));
      properties.put("stereo", AmfValue.of(audio.channels() == STEREO_CHANNELS));
      properties.put("audiochannels", AmfValue.of(audio.channels()));
    }
  }

  private static AmfValue further(Track track) {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    if (track.isVideo()) {
      addVideo(properties, track);
    } else {
      properties.put("audiocodecid", AmfValue.of(TagWriter.codecNumber(track)));
      if (track.codec() instanceof AudioConfig audio) {
        properties.put("samplerate", AmfValue.of(audio.sampleRateHz()));
        properties.put("channels", AmfValue.of(audio.channels()));
      }
    }
    return new AmfValue.Obj(properties);
  }

  private static void addUnlessEmpty(
      Map<String, AmfValue> properties, String key, Map<String, AmfValue> tracks) {
    if (!tracks.isEmpty()) {
      properties.put(key, new AmfValue.Obj(tracks));
    }
  }
}
