package io.headrace.hls.playlist;

import io.headrace.hls.cut.Promises;
import io.headrace.hls.segment.InitSection;
import io.headrace.hls.segment.MediaName;
import io.headrace.hls.segment.Part;
import io.headrace.hls.segment.RenditionView;
import io.headrace.hls.segment.Segment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders media playlists, RFC 8216bis §4.4.3 to §4.4.5. Every URI is relative and flat, so that
 * the text is the same for every viewer.
 *
 * <p>Thread: one at a time.
 */
public final class MediaPlaylistWriter {
  /** Ends the name of every playlist. */
  public static final String SUFFIX = ".m3u8";

  /** EXT-X-MAP in a playlist that is not I-FRAMES-ONLY needs 6 (§8); nothing here needs more. */
  static final int VERSION = 6;

  /**
   * Parts are listed for so many complete segments, besides the one under way. Three target
   * durations are the most (§6.2.2); parsers take that for three segments.
   */
  private static final int SEGMENTS_WITH_PARTS = 2;

  private final TextWriter out = new TextWriter();

  /**
   * The full playlist.
   *
   * @param all the renditions of the multivariant playlist, this one among them
   * @return direct memory that the caller owns
   */
  public ByteBuf write(
      RenditionView rendition,
      List<RenditionView> all,
      Promises promises,
      ByteBufAllocator allocator) {
    out.clear();
    writeHeader(rendition, promises);
    writeSegments(rendition);
    if (rendition.ended()) {
      out.text("#EXT-X-ENDLIST\n");
    } else {
      writeHints(rendition);
      writeReports(rendition, all);
    }
    return out.toBuffer(allocator);
  }

  private void writeHeader(RenditionView rendition, Promises promises) {
    out.text("#EXTM3U\n#EXT-X-VERSION:").number(VERSION);
    out.text("\n#EXT-X-TARGETDURATION:").number(promises.targetDurationS());
    out.text("\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=");
    out.thousandths(promises.partHoldBackMs());
    out.text(",HOLD-BACK=").thousandths(promises.holdBackS() * 1_000L);
    out.text("\n#EXT-X-PART-INF:PART-TARGET=").thousandths(rendition.partTargetMs());
    out.text("\n#EXT-X-MEDIA-SEQUENCE:").number(rendition.mediaSequence());
    out.text("\n#EXT-X-DISCONTINUITY-SEQUENCE:").number(rendition.discontinuitySequence());
    out.newLine();
  }

  private void writeSegments(RenditionView rendition) {
    List<Segment> segments = rendition.segments();
    int firstWithParts = firstWithParts(segments);
    InitSection init = null;
    for (int i = rendition.firstListed(); i < segments.size(); i++) {
      Segment segment = segments.get(i);
      Segment.Head head = segment.head();
      if (head.discontinuity()) {
        out.text("#EXT-X-DISCONTINUITY\n");
      }
      // Written again after a discontinuity, for players that start to read there.
      if (head.init() != init || head.discontinuity()) {
        init = head.init();
        out.text("#EXT-X-MAP:URI=\"");
        writeInitName(rendition, init);
        out.text("\"\n");
      }
      out.text("#EXT-X-PROGRAM-DATE-TIME:").dateTime(head.programDateTimeMs()).newLine();
      if (i >= firstWithParts) {
        writeParts(rendition, segment);
      }
      if (segment.isComplete()) {
        out.text(segment.isGap() ? "#EXT-X-GAP\n#EXTINF:" : "#EXTINF:");
        out.seconds(segment.durationTicks(), head.timescaleHz()).text(",\n");
        writeName(rendition, head.run(), head.msn());
        out.text(MediaName.SUFFIX).newLine();
      }
    }
  }

  private void writeParts(RenditionView rendition, Segment segment) {
    Segment.Head head = segment.head();
    for (int i = 0; i < segment.partCount(); i++) {
      Part part = segment.part(i);
      out.text("#EXT-X-PART:DURATION=").seconds(part.durationTicks(), head.timescaleHz());
      out.text(",URI=\"");
      writePartName(rendition, head.run(), head.msn(), i);
      out.text(part.independent() ? "\",INDEPENDENT=YES" : "\"");
      out.text(part.isGap() ? ",GAP=YES\n" : "\n");
    }
  }

  private void writeHints(RenditionView rendition) {
    RenditionView.NextPart next = rendition.next();
    InitSection init = rendition.nextInit();
    if (init != null && init != lastInit(rendition)) {
      out.text("#EXT-X-PRELOAD-HINT:TYPE=MAP,URI=\"");
      writeInitName(rendition, init);
      out.text("\"\n");
    }
    out.text("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"");
    writePartName(rendition, next.run(), next.msn(), next.part());
    out.text("\"\n");
  }

  private void writeReports(RenditionView rendition, List<RenditionView> all) {
    for (int i = 0; i < all.size(); i++) {
      RenditionView other = all.get(i);
      if (other != rendition) {
        out.text("#EXT-X-RENDITION-REPORT:URI=\"").text(other.name()).text(SUFFIX);
        out.text("\",LAST-MSN=").number(other.lastMsn());
        out.text(",LAST-PART=").number(other.lastPart()).newLine();
      }
    }
  }

  private void writeInitName(RenditionView rendition, InitSection init) {
    out.text(rendition.name()).text(MediaName.RUN).number(init.run());
    out.text(MediaName.INIT).number(init.number()).text(MediaName.SUFFIX);
  }

  private void writePartName(RenditionView rendition, int run, long msn, int part) {
    writeName(rendition, run, msn);
    out.text(MediaName.PART).number(part).text(MediaName.SUFFIX);
  }

  private void writeName(RenditionView rendition, int run, long msn) {
    out.text(rendition.name()).text(MediaName.RUN).number(run);
    out.text(MediaName.SEGMENT).number(msn);
  }

  private static @Nullable InitSection lastInit(RenditionView rendition) {
    List<Segment> segments = rendition.segments();
    return segments.isEmpty() ? null : segments.get(segments.size() - 1).head().init();
  }

  private static int firstWithParts(List<Segment> segments) {
    int first = segments.size() - SEGMENTS_WITH_PARTS;
    boolean lastIsUnderWay = !segments.isEmpty() && !segments.get(segments.size() - 1).isComplete();
    return lastIsUnderWay ? first - 1 : first;
  }
}
