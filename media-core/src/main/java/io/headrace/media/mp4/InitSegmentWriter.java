package io.headrace.media.mp4;

import io.headrace.media.codec.VideoConfig;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes the initialization section of one track: {@code ftyp} and {@code moov} with no samples and
 * no edit list (ISO/IEC 14496-12 §8, 23000-19 §7.3.1).
 *
 * <pre>
 * ftyp
 * moov
 *   mvhd
 *   trak
 *     tkhd
 *     mdia
 *       mdhd hdlr
 *       minf
 *         vmhd | smhd
 *         dinf (dref)
 *         stbl (stsd stts stsc stsz stco)
 *   mvex
 *     trex
 * </pre>
 *
 * <p>Thread: any; stateless.
 */
public final class InitSegmentWriter {
  /** The only track of every section and fragment. */
  static final int TRACK_ID = 1;

  private static final int FTYP = BoxWriter.type("ftyp");
  private static final int MOOV = BoxWriter.type("moov");
  private static final int MVHD = BoxWriter.type("mvhd");
  private static final int TRAK = BoxWriter.type("trak");
  private static final int TKHD = BoxWriter.type("tkhd");
  private static final int MDIA = BoxWriter.type("mdia");
  private static final int MDHD = BoxWriter.type("mdhd");
  private static final int HDLR = BoxWriter.type("hdlr");
  private static final int MINF = BoxWriter.type("minf");
  private static final int VMHD = BoxWriter.type("vmhd");
  private static final int SMHD = BoxWriter.type("smhd");
  private static final int DINF = BoxWriter.type("dinf");
  private static final int DREF = BoxWriter.type("dref");
  private static final int URL = BoxWriter.type("url ");
  private static final int STBL = BoxWriter.type("stbl");
  private static final int STTS = BoxWriter.type("stts");
  private static final int STSC = BoxWriter.type("stsc");
  private static final int STSZ = BoxWriter.type("stsz");
  private static final int STCO = BoxWriter.type("stco");
  private static final int MVEX = BoxWriter.type("mvex");
  private static final int TREX = BoxWriter.type("trex");

  private static final int ISO6 = BoxWriter.type("iso6");
  private static final int CMFC = BoxWriter.type("cmfc");
  private static final int CMF2 = BoxWriter.type("cmf2");
  private static final int VIDE = BoxWriter.type("vide");
  private static final int SOUN = BoxWriter.type("soun");

  /** Enabled, in movie, in preview. */
  private static final int TKHD_FLAGS = 7;

  /** The media is in this file. */
  private static final int URL_SELF_CONTAINED = 1;

  private static final int FIXED_ONE = 0x0001_0000;
  private static final int FULL_VOLUME = 0x0100;

  /** "und" in three times five bits. */
  private static final int LANGUAGE_UNDETERMINED = 0x55C4;

  private InitSegmentWriter() {}

  /**
   * Appends the section to {@code out}; some 700 bytes.
   *
   * <p>Ownership: borrows {@code out}.
   */
  public static void write(Track track, ByteBuf out) {
    int ftyp = BoxWriter.begin(out, FTYP);
    out.writeInt(ISO6).writeInt(0).writeInt(ISO6).writeInt(CMFC).writeInt(CMF2);
    BoxWriter.end(out, ftyp);
    int moov = BoxWriter.begin(out, MOOV);
    writeMovieHeader(track, out);
    int trak = BoxWriter.begin(out, TRAK);
    writeTrackHeader(track, out);
    writeMedia(track, out);
    BoxWriter.end(out, trak);
    writeExtends(out);
    BoxWriter.end(out, moov);
  }

  /** {@code mvhd}, §8.2.2. */
  private static void writeMovieHeader(Track track, ByteBuf out) {
    int mvhd = BoxWriter.beginFull(out, MVHD, 0, 0);
    out.writeInt(0).writeInt(0); // creation, modification
    out.writeInt(track.timescaleHz()).writeInt(0); // duration
    out.writeInt(FIXED_ONE).writeShort(FULL_VOLUME); // rate, volume
    out.writeZero(2 + 8);
    writeUnityMatrix(out);
    out.writeZero(24);
    out.writeInt(TRACK_ID + 1); // next_track_ID
    BoxWriter.end(out, mvhd);
  }

  /** {@code tkhd}, §8.3.2. */
  private static void writeTrackHeader(Track track, ByteBuf out) {
    int tkhd = BoxWriter.beginFull(out, TKHD, 0, TKHD_FLAGS);
    out.writeInt(0).writeInt(0); // creation, modification
    out.writeInt(TRACK_ID).writeInt(0).writeInt(0); // reserved, duration
    out.writeZero(8 + 2 + 2); // reserved, layer, alternate_group
    out.writeShort(track.isVideo() ? 0 : FULL_VOLUME).writeShort(0);
    writeUnityMatrix(out);
    if (track.codec() instanceof VideoConfig video) {
      out.writeInt(displayWidth(video)).writeInt(video.heightPx() * FIXED_ONE);
    } else {
      out.writeInt(0).writeInt(0);
    }
    BoxWriter.end(out, tkhd);
  }

  /** Width in square pixels as 16.16. */
  private static int displayWidth(VideoConfig video) {
    long width = (long) video.widthPx() * FIXED_ONE * video.sarWidth() / video.sarHeight();
    return (int) Math.min(width, 0xFFFF_FFFFL);
  }

  private static void writeMedia(Track track, ByteBuf out) {
    int mdia = BoxWriter.begin(out, MDIA);
    int mdhd = BoxWriter.beginFull(out, MDHD, 0, 0);
    out.writeInt(0).writeInt(0); // creation, modification
    out.writeInt(track.timescaleHz()).writeInt(0); // duration
    out.writeShort(LANGUAGE_UNDETERMINED).writeShort(0);
    BoxWriter.end(out, mdhd);
    writeHandler(track.isVideo(), out);
    int minf = BoxWriter.begin(out, MINF);
    writeMediaHeader(track.isVideo(), out);
    writeDataInformation(out);
    writeSampleTable(track, out);
    BoxWriter.end(out, minf);
    BoxWriter.end(out, mdia);
  }

  /** {@code hdlr}, §8.4.3. */
  private static void writeHandler(boolean video, ByteBuf out) {
    int hdlr = BoxWriter.beginFull(out, HDLR, 0, 0);
    out.writeInt(0).writeInt(video ? VIDE : SOUN);
    out.writeZero(12);
    out.writeCharSequence(video ? "video" : "audio", StandardCharsets.US_ASCII);
    out.writeByte(0);
    BoxWriter.end(out, hdlr);
  }

  /** {@code vmhd}, §12.1.2, or {@code smhd}, §12.2.2. */
  private static void writeMediaHeader(boolean video, ByteBuf out) {
    int header =
        video ? BoxWriter.beginFull(out, VMHD, 0, 1) : BoxWriter.beginFull(out, SMHD, 0, 0);
    out.writeZero(video ? 8 : 4);
    BoxWriter.end(out, header);
  }

  /** {@code dinf}, §8.7.1. */
  private static void writeDataInformation(ByteBuf out) {
    int dinf = BoxWriter.begin(out, DINF);
    int dref = BoxWriter.beginFull(out, DREF, 0, 0);
    out.writeInt(1);
    int url = BoxWriter.beginFull(out, URL, 0, URL_SELF_CONTAINED);
    BoxWriter.end(out, url);
    BoxWriter.end(out, dref);
    BoxWriter.end(out, dinf);
  }

  /** {@code stbl}, §8.5: what a sample is, and that there is none. */
  private static void writeSampleTable(Track track, ByteBuf out) {
    int stbl = BoxWriter.begin(out, STBL);
    SampleEntryWriter.writeDescriptions(track, out);
    writeEmptyTable(STTS, 4, out);
    writeEmptyTable(STSC, 4, out);
    writeEmptyTable(STSZ, 8, out);
    writeEmptyTable(STCO, 4, out);
    BoxWriter.end(out, stbl);
  }

  private static void writeEmptyTable(int type, int countBytes, ByteBuf out) {
    int box = BoxWriter.beginFull(out, type, 0, 0);
    out.writeZero(countBytes);
    BoxWriter.end(out, box);
  }

  /** {@code mvex}, §8.8.1; the defaults are in each fragment. */
  private static void writeExtends(ByteBuf out) {
    int mvex = BoxWriter.begin(out, MVEX);
    int trex = BoxWriter.beginFull(out, TREX, 0, 0);
    out.writeInt(TRACK_ID).writeInt(1); // default_sample_description_index
    out.writeInt(0).writeInt(0).writeInt(0); // duration, size, flags
    BoxWriter.end(out, trex);
    BoxWriter.end(out, mvex);
  }

  private static void writeUnityMatrix(ByteBuf out) {
    out.writeInt(FIXED_ONE).writeInt(0).writeInt(0);
    out.writeInt(0).writeInt(FIXED_ONE).writeInt(0);
    out.writeInt(0).writeInt(0).writeInt(0x4000_0000);
  }
}
