package io.headrace.hls.origin;

import io.headrace.hls.cache.CachedBytes;
import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.hls.origin.Resolution.Missing;
import io.headrace.hls.origin.Resolution.Ready;
import io.headrace.hls.origin.Resolution.Reason;
import io.headrace.hls.origin.Resolution.Refused;
import io.headrace.hls.origin.Resolution.Wait;
import io.headrace.hls.origin.StreamSnapshot.RenditionSnapshot;
import io.headrace.hls.playlist.MediaPlaylistWriter;
import io.headrace.hls.segment.InitSection;
import io.headrace.hls.segment.MediaName;
import io.headrace.hls.segment.RenditionView;
import io.headrace.hls.segment.Segment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answers that one snapshot gives: RFC 8216bis §6.2.5 (delivery directives), §6.2.6 (preload
 * hints), appendix B (lifetimes).
 *
 * <p>Lifetimes follow appendix B but for answers that will not stay true, such as 404 for a part
 * that is yet to come: those are not to be kept.
 *
 * <p>Thread: any.
 */
final class SnapshotResolver {
  /** Media never changes under its name. */
  private static final int MEDIA_MAX_AGE_S = 3_600;

  private static final int BLOCKED_TARGETS = 3;
  private static final int BLOCKING_MAX_AGE_TARGETS = 6;
  private static final int BLOCKING_ERROR_MAX_AGE_TARGETS = 4;

  /** A part may be asked for this long before it comes, or this many parts (§6.2.5.2). */
  private static final int ADVANCE_MS = 3_000;

  private static final int ADVANCE_PARTS = 3;
  private static final int ADVANCE_SEGMENTS = 2;

  private static final int MAX_DIGITS = 18;
  private static final long MALFORMED = -1;

  private final StreamSnapshot snapshot;
  private final VersionSignal signal;

  SnapshotResolver(StreamSnapshot snapshot, VersionSignal signal) {
    this.snapshot = snapshot;
    this.signal = signal;
  }

  /** Null when the version has been replaced meanwhile: ask the next snapshot. */
  @Nullable Resolution multivariant() {
    PlaylistVersion version = snapshot.multivariant();
    if (version == null) {
      return isGone() ? missing("stream") : blocked("the stream");
    }
    return ready(version, plainMaxAgeS());
  }

  /** A file below the generation; null as in {@link #multivariant()}. */
  @Nullable Resolution file(String file, Directives directives) {
    if (file.endsWith(MediaPlaylistWriter.SUFFIX)) {
      String name = file.substring(0, file.length() - MediaPlaylistWriter.SUFFIX.length());
      return playlist(name, directives);
    }
    MediaName name = MediaName.parse(file);
    RenditionSnapshot rendition = name == null ? null : snapshot.rendition(name.rendition());
    if (name == null || rendition == null) {
      return missing(file);
    }
    return name.kind() == MediaName.Kind.INIT
        ? init(rendition.view(), name, file)
        : media(rendition.view(), name, file);
  }

  private @Nullable Resolution playlist(String name, Directives directives) {
    RenditionSnapshot rendition = snapshot.rendition(name);
    if (rendition == null) {
      // Before the first look at the stream is over nobody knows its renditions.
      return snapshot.renditions().isEmpty() && !isGone() ? blocked(name) : missing(name);
    }
    PlaylistVersion version = rendition.playlist();
    RenditionView view = rendition.view();
    if (version != null && view.ended()) {
      return ready(version, plainMaxAgeS());
    }
    String msnText = directives.msn();
    String partText = directives.part();
    if (msnText == null) {
      if (partText != null) {
        return malformed("_HLS_part without _HLS_msn");
      }
      return version == null ? blocked(name) : ready(version, plainMaxAgeS());
    }
    long msn = decimal(msnText);
    long part = partText == null ? 0 : decimal(partText);
    if (msn == MALFORMED || part == MALFORMED) {
      return malformed("_HLS_msn and _HLS_part are decimal numbers");
    }
    if (version == null) {
      return blocked(name);
    }
    if (hasCome(view, msn, part)) {
      return ready(version, BLOCKING_MAX_AGE_TARGETS * snapshot.targetDurationS());
    }
    return isTooFar(view, msn, part)
        ? new Refused(Reason.BAD_DIRECTIVES, "too far in the future", 0)
        : blocked(name);
  }

  private Resolution init(RenditionView view, MediaName name, String file) {
    for (InitSection init : view.inits()) {
      if (init.number() == name.number() && init.run() == name.run()) {
        return content(view, pin(init.bytes()), file);
      }
    }
    return missing(file);
  }

  private Resolution media(RenditionView view, MediaName name, String file) {
    RenditionView.NextPart next = view.next();
    boolean isPart = name.kind() == MediaName.Kind.PART;
    long msn = name.number();
    if (!view.ended() && msn >= next.msn()) {
      if (isPart && msn == next.msn() && name.part() == next.part() && name.run() == next.run()) {
        return blocked(view.name());
      }
      if (msn > next.msn() || !isPart || name.part() >= next.part()) {
        return new Missing("no " + file + " yet", 0);
      }
    }
    Segment segment = view.segment(msn);
    if (segment == null || segment.head().run() != name.run()) {
      return missing(file);
    }
    if (isPart) {
      return name.part() < segment.partCount()
          ? content(view, pin(segment.part(name.part()).bytes()), file)
          : missing(file);
    }
    return segment.isGap() ? missing(file) : content(view, pin(segment), file);
  }

  private Resolution content(RenditionView view, @Nullable ByteBuf bytes, String file) {
    if (bytes == null) {
      return missing(file);
    }
    HlsContent.Kind kind =
        view.track().isVideo() ? HlsContent.Kind.VIDEO_MP4 : HlsContent.Kind.AUDIO_MP4;
    return new Ready(new MediaContent(kind, bytes), MEDIA_MAX_AGE_S);
  }

  private @Nullable Ready ready(PlaylistVersion version, int maxAgeS) {
    return version.tryRetain() ? new Ready(version, maxAgeS) : null;
  }

  private Wait blocked(String what) {
    long timeoutNs = TimeUnit.SECONDS.toNanos((long) BLOCKED_TARGETS * snapshot.targetDurationS());
    return new Wait(
        signal, timeoutNs, new Refused(Reason.NOT_AVAILABLE, what + " did not come in time", 0));
  }

  private Refused malformed(String message) {
    int maxAgeS = BLOCKING_ERROR_MAX_AGE_TARGETS * snapshot.targetDurationS();
    return new Refused(Reason.BAD_DIRECTIVES, message, maxAgeS);
  }

  private Missing missing(String what) {
    return new Missing("no " + what, snapshot.targetDurationS());
  }

  private boolean isGone() {
    return snapshot.status() == PlaybackStatus.OFFLINE;
  }

  private int plainMaxAgeS() {
    return Math.max(1, snapshot.targetDurationS() / 2);
  }

  /**
   * Whether the playlist holds part {@code part} of segment {@code msn} or anything later. A part
   * number beyond the end of a complete segment means the first part of the next one.
   */
  private static boolean hasCome(RenditionView view, long msn, long part) {
    RenditionView.NextPart next = view.next();
    if (msn >= next.msn()) {
      return msn == next.msn() && part < next.part();
    }
    Segment segment = view.segment(msn);
    boolean rollsOver = segment != null && part >= segment.partCount();
    return !rollsOver || msn + 1 < next.msn() || next.part() > 0;
  }

  private static boolean isTooFar(RenditionView view, long msn, long part) {
    if (msn > view.lastMsn() + ADVANCE_SEGMENTS) {
      return true;
    }
    RenditionView.NextPart next = view.next();
    long partsAhead = msn > next.msn() ? part : part - next.part();
    int targetMs = view.partTargetMs();
    int advance = targetMs < 1_000 ? (ADVANCE_MS + targetMs - 1) / targetMs : ADVANCE_PARTS;
    return msn >= next.msn() && partsAhead >= advance;
  }

  private static long decimal(String text) {
    if (text.isEmpty()) {
      return MALFORMED;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return MALFORMED;
      }
      // Whatever is longer is too far in the future, not malformed.
      value = i < MAX_DIGITS ? value * 10 + digit - '0' : Long.MAX_VALUE / 2;
    }
    return value;
  }

  private static @Nullable ByteBuf pin(@Nullable CachedBytes bytes) {
    return bytes == null ? null : bytes.retainedSlice();
  }

  private static @Nullable ByteBuf pin(Segment segment) {
    int parts = segment.partCount();
    if (parts == 1) {
      return pin(segment.part(0).bytes());
    }
    CompositeByteBuf all = Unpooled.compositeBuffer(parts);
    for (int i = 0; i < parts; i++) {
      ByteBuf part = pin(segment.part(i).bytes());
      if (part == null) {
        all.release();
        return null;
      }
      all.addComponent(true, part);
    }
    return all;
  }
}
