package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;
import io.headrace.media.bits.BitsException;
import io.headrace.media.bits.Rbsp;

/** seq_parameter_set_rbsp, ITU-T H.265 §7.3.2.2, with vui_parameters, §E.2.1. */
final class HevcSpsReader {
  private static final int MAX_SHORT_TERM_SETS = 64;
  private static final int MAX_LONG_TERM_PICTURES = 32;
  private static final int MAX_PICTURES_OF_SET = 16;
  private static final int SUB_LAYER_PROFILE_BITS = 88;
  private static final int SUB_LAYER_LEVEL_BITS = 8;

  private final BitReader bits;
  private final Vui vui = new Vui();
  private final byte[] general = new byte[HevcSps.GENERAL_BYTES];
  private int maxSubLayersMinus1;
  private int orderCountBits;
  private int widthPx;
  private int heightPx;

  HevcSpsReader(byte[] nal) {
    this.bits = new BitReader(Rbsp.unescape(nal));
  }

  HevcSps read() {
    bits.skip(16 + 4); // NAL unit header, sps_video_parameter_set_id
    maxSubLayersMinus1 = bits.u(3);
    bits.skip(1); // sps_temporal_id_nesting_flag
    readProfileTierLevel();
    bits.ue(); // sps_seq_parameter_set_id
    readSize();
    readVuiAsFarAsItGoes();
    return new HevcSps(general, vui.format(widthPx, heightPx));
  }

  /** profile_tier_level, §7.3.3. */
  private void readProfileTierLevel() {
    for (int i = 0; i < general.length; i++) {
      general[i] = (byte) bits.u(8);
    }
    int skipped = 0;
    for (int i = 0; i < maxSubLayersMinus1; i++) {
      skipped += bits.flag() ? SUB_LAYER_PROFILE_BITS : 0;
      skipped += bits.flag() ? SUB_LAYER_LEVEL_BITS : 0;
    }
    if (maxSubLayersMinus1 > 0) {
      bits.skip(2 * (8 - maxSubLayersMinus1)); // reserved
    }
    bits.skip(skipped);
  }

  private void readSize() {
    int chromaFormatIdc = bits.ue();
    if (chromaFormatIdc > 3) {
      throw CodecException.malformed(
          "HEVC chroma_format_idc: " + chromaFormatIdc + " (expected: <= 3)");
    }
    if (chromaFormatIdc == 3) {
      bits.skip(1); // separate_colour_plane_flag
    }
    long width = bits.ue();
    long height = bits.ue();
    if (bits.flag()) {
      int unitX = chromaFormatIdc == 1 || chromaFormatIdc == 2 ? 2 : 1;
      int unitY = chromaFormatIdc == 1 ? 2 : 1;
      width -= unitX * ((long) bits.ue() + bits.ue());
      height -= unitY * ((long) bits.ue() + bits.ue());
    }
    VideoFormat.checkSize(width, height);
    widthPx = (int) width;
    heightPx = (int) height;
  }

  private void readVuiAsFarAsItGoes() {
    try {
      skipCodingTools();
      if (bits.flag()) {
        readVui();
      }
    } catch (BitsException e) {
      // Pictures decode all the same.
    }
  }

  /** What lies between the size and the VUI. */
  private void skipCodingTools() {
    bits.ue(); // bit_depth_luma_minus8
    bits.ue(); // bit_depth_chroma_minus8
    orderCountBits = bits.ue() + 4;
    int layers = bits.flag() ? maxSubLayersMinus1 + 1 : 1;
    for (int i = 0; i < 3 * layers + 6; i++) {
      bits.ue(); // picture buffering of each layer; block sizes and depths
    }
    boolean lists = bits.flag();
    if (lists && bits.flag()) {
      skipScalingLists();
    }
    bits.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
    if (bits.flag()) {
      bits.skip(4 + 4); // pcm bit depths
      bits.ue(); // log2_min_pcm_luma_coding_block_size_minus3
      bits.ue(); // log2_diff_max_min_pcm_luma_coding_block_size
      bits.skip(1); // pcm_loop_filter_disabled_flag
    }
    skipReferencePictures();
    bits.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
  }

  /** scaling_list_data, §7.3.4. */
  private void skipScalingLists() {
    for (int size = 0; size < 4; size++) {
      int coefficients = Math.min(64, 1 << 4 + (size << 1));
      for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
        if (!bits.flag()) {
          bits.ue(); // scaling_list_pred_matrix_id_delta
          continue;
        }
        for (int i = size > 1 ? -1 : 0; i < coefficients; i++) {
          bits.se();
        }
      }
    }
  }

  private void skipReferencePictures() {
    int sets = atMost(bits.ue(), MAX_SHORT_TERM_SETS);
    int pictures = 0;
    for (int i = 0; i < sets; i++) {
      pictures = skipShortTermSet(i > 0, pictures);
    }
    if (bits.flag()) {
      int longTerm = atMost(bits.ue(), MAX_LONG_TERM_PICTURES);
      bits.skip(longTerm * (orderCountBits + 1));
    }
  }

  /**
   * st_ref_pic_set, §7.3.7.
   *
   * @param before pictures of the set before, from which this one may be derived
   * @return its pictures
   */
  private int skipShortTermSet(boolean derivable, int before) {
    if (derivable && bits.flag()) {
      bits.skip(1); // delta_rps_sign
      bits.ue(); // abs_delta_rps_minus1
      int pictures = 0;
      for (int i = 0; i <= before; i++) {
        boolean used = bits.flag();
        pictures += used || bits.flag() ? 1 : 0;
      }
      return atMost(pictures, MAX_PICTURES_OF_SET);
    }
    int pictures = atMost(bits.ue(), MAX_PICTURES_OF_SET) + atMost(bits.ue(), MAX_PICTURES_OF_SET);
    for (int i = 0; i < pictures; i++) {
      bits.ue(); // delta_poc_minus1
      bits.skip(1); // used_by_curr_pic_flag
    }
    return atMost(pictures, MAX_PICTURES_OF_SET);
  }

  private void readVui() {
    vui.readCommon(bits);
    bits.skip(3); // neutral chroma, field sequence, frame and field information
    if (bits.flag()) {
      for (int i = 0; i < 4; i++) {
        bits.ue(); // default display window
      }
    }
    vui.readTiming(bits, 1); // a tick is a picture
  }

  private static int atMost(int value, int most) {
    if (value > most) {
      throw new BitsException("count: " + value + " (expected: <= " + most + ")");
    }
    return value;
  }
}
