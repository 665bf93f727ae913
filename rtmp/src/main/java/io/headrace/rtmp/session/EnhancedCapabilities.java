package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says of Enhanced RTMP when it connects, Enhanced RTMP v2, "Enhancing NetConnection
 * connect Command". Publishers need not say anything to send it.
 *
 * @param announced whether it says anything at all
 * @param fourCcs the codecs known here that it can receive; {@code *} stands for all
 * @param flags capsEx
 */
public record EnhancedCapabilities(boolean announced, Set<String> fourCcs, int flags) {
  /** Nothing was said. */
  public static final EnhancedCapabilities NONE = new EnhancedCapabilities(false, Set.of(), 0);

  /** capsEx: honours a request to connect again. */
  public static final int RECONNECT = 1;

  /** capsEx: several audio or video tracks. */
  public static final int MULTITRACK = 2;

  /** capsEx: ModEx packets, and nanoseconds in them. */
  public static final int MOD_EX = 4;

  public static final int TIMESTAMP_NANO_OFFSET = 8;

  /** FourCcInfoMask: can decode, and can forward. */
  private static final int CAN_DECODE = 1;

  private static final int CAN_FORWARD = 4;

  /** videoFunction: client-side seek, HDR by colorInfo, metadata packets. */
  private static final int VIDEO_FUNCTIONS = 1 | 2 | 4;

  private static final List<String> VIDEO_CODECS =
      List.of("avc1", "hvc1", "av01", "vp09", "vp08", "vvc1");
  private static final List<String> AUDIO_CODECS =
      List.of("mp4a", "Opus", "fLaC", "ac-3", "ec-3", ".mp3");
  private static final String ANY = "*";
  private static final Set<String> KNOWN = known();

  public EnhancedCapabilities {
    fourCcs = Set.copyOf(fourCcs);
  }

  static EnhancedCapabilities of(Map<String, AmfValue> properties) {
    Set<String> fourCcs = new HashSet<>();
    boolean announced = false;
    if (properties.get("fourCcList") instanceof AmfValue.StrictArray list) {
      announced = true;
      list.values().stream().map(AmfValue::asText).filter(Objects::nonNull).forEach(fourCcs::add);
    }
    announced |= addReceivable(properties.get("videoFourCcInfoMap"), fourCcs);
    announced |= addReceivable(properties.get("audioFourCcInfoMap"), fourCcs);
    // They are kept for as long as the peer stays, and so only those that are ever asked for.
    fourCcs.retainAll(KNOWN);
    int flags =
        properties.get("capsEx") instanceof AmfValue.Number number ? (int) number.value() : 0;
    return announced || flags != 0 ? new EnhancedCapabilities(true, fourCcs, flags) : NONE;
  }

  private static Set<String> known() {
    Set<String> known = new HashSet<>(VIDEO_CODECS);
    known.addAll(AUDIO_CODECS);
    known.add(ANY);
    return known;
  }

  private static boolean addReceivable(@Nullable AmfValue map, Set<String> fourCcs) {
    if (map == null) {
      return false;
    }
    map.asProperties()
        .forEach(
            (fourCc, mask) -> {
              if (mask instanceof AmfValue.Number number
                  && ((int) number.value() & (CAN_DECODE | CAN_FORWARD)) != 0) {
                fourCcs.add(fourCc);
              }
            });
    return true;
  }

  /** Whether the peer says that it can receive {@code fourCc}. */
  public boolean receives(String fourCc) {
    return fourCcs.contains(ANY) || fourCcs.contains(fourCc);
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** What this server says of itself, to be added to a connect result. */
  static AmfValue.Obj ofServer() {
    return ours(MULTITRACK | MOD_EX | TIMESTAMP_NANO_OFFSET);
  }

  /** What our client says of itself, to be added to connect. */
  static AmfValue.Obj ofClient() {
    return ours(RECONNECT | MULTITRACK | MOD_EX | TIMESTAMP_NANO_OFFSET);
  }

  private static AmfValue.Obj ours(int flags) {
    List<AmfValue> all = new ArrayList<>();
    VIDEO_CODECS.forEach(codec -> all.add(AmfValue.of(codec)));
    AUDIO_CODECS.forEach(codec -> all.add(AmfValue.of(codec)));
    return AmfValue.object(
        "fourCcList",
        new AmfValue.StrictArray(all),
        "videoFourCcInfoMap",
        infoMap(VIDEO_CODECS),
        "audioFourCcInfoMap",
        infoMap(AUDIO_CODECS),
        "capsEx",
        flags,
        "videoFunction",
        VIDEO_FUNCTIONS);
  }

  private static AmfValue infoMap(List<String> codecs) {
    Map<String, AmfValue> masks = new LinkedHashMap<>();
    codecs.forEach(codec -> masks.put(codec, AmfValue.of(CAN_FORWARD)));
    return new AmfValue.Obj(masks);
  }
}
