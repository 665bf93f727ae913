package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;
import io.headrace.media.bits.BitsException;
import io.headrace.media.bits.Rbsp;

/** seq_parameter_set_data, ITU-T H.264 §7.3.2.1.1, with vui_parameters, §E.1.1. */
final class AvcSpsReader {
  private static final int MAX_REFERENCE_CYCLE = 255;
  private static final int FIELDS_PER_FRAME = 2;

  private final BitReader bits;
  private final Vui vui = new Vui();
  private int chromaFormatIdc = 1;
  private boolean separateColourPlanes;
  private int widthPx;
  private int heightPx;

  AvcSpsReader(byte[] nal) {
    this.bits = new BitReader(Rbsp.unescape(nal));
  }

  AvcSps read() {
    bits.skip(8); // NAL unit header
    int profileIdc = bits.u(8);
    int constraintFlags = bits.u(8);
    int levelIdc = bits.u(8);
    bits.ue(); // seq_parameter_set_id
    if (hasChromaFormat(profileIdc)) {
      readChromaFormat();
    }
    bits.ue(); // log2_max_frame_num_minus4
    readPictureOrderCount();
    bits.ue(); // max_num_ref_frames
    bits.skip(1); // gaps_in_frame_num_value_allowed_flag
    readSize();
    if (bits.flag()) {
      readVuiAsFarAsItGoes();
    }
    return new AvcSps(profileIdc, constraintFlags, levelIdc, vui.format(widthPx, heightPx));
  }

  private static boolean hasChromaFormat(int profileIdc) {
    return switch (profileIdc) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  private void readChromaFormat() {
    chromaFormatIdc = bits.ue();
    if (chromaFormatIdc > 3) {
      throw malformed("chroma_format_idc: " + chromaFormatIdc + " (expected: <= 3)");
    }
    if (chromaFormatIdc == 3) {
      separateColourPlanes = bits.flag();
    }
    bits.ue(); // bit_depth_luma_minus8
    bits.ue(); // bit_depth_chroma_minus8
    bits.skip(1); // qpprime_y_zero_transform_bypass_flag
    if (bits.flag()) {
      int lists = chromaFormatIdc == 3 ? 12 : 8;
      for (int i = 0; i < lists; i++) {
        if (bits.flag()) {
          skipScalingList(i < 6 ? 16 : 64);
        }
      }
    }
  }

  private void skipScalingList(int entries) {
    int last = 8;
    int next = 8;
    for (int i = 0; i < entries; i++) {
      if (next != 0) {
        next = last + bits.se() & 0xFF;
      }
      last = next == 0 ? last : next;
    }
  }

  private void readPictureOrderCount() {
    int type = bits.ue();
    if (type == 0) {
      bits.ue(); // log2_max_pic_order_cnt_lsb_minus4
    } else if (type == 1) {
      bits.skip(1); // delta_pic_order_always_zero_flag
      bits.se(); // offset_for_non_ref_pic
      bits.se(); // offset_for_top_to_bottom_field
      int cycle = bits.ue();
      if (cycle > MAX_REFERENCE_CYCLE) {
        throw malformed("reference frames in a cycle: " + cycle);
      }
      for (int i = 0; i < cycle; i++) {
        bits.se();
      }
    } else if (type != 2) {
      throw malformed("pic_order_cnt_type: " + type + " (expected: 0 to 2)");
    }
  }

  private void readSize() {
    long widthInMbs = bits.ue() + 1L;
    long heightInMapUnits = bits.ue() + 1L;
    boolean framesOnly = bits.flag();
    if (!framesOnly) {
      bits.skip(1); // mb_adaptive_frame_field_flag
    }
    bits.skip(1); // direct_8x8_inference_flag
    int fieldsPerMapUnit = framesOnly ? 1 : 2;
    long width = widthInMbs * 16;
    long height = heightInMapUnits * 16 * fieldsPerMapUnit;
    if (bits.flag()) {
      int chromaArrayType = separateColourPlanes ? 0 : chromaFormatIdc;
      int cropUnitX = chromaArrayType == 1 || chromaArrayType == 2 ? 2 : 1;
      int cropUnitY = (chromaArrayType == 1 ? 2 : 1) * fieldsPerMapUnit;
      width -= cropUnitX * ((long) bits.ue() + bits.ue());
      height -= cropUnitY * ((long) bits.ue() + bits.ue());
    }
    VideoFormat.checkSize(width, height);
    widthPx = (int) width;
    heightPx = (int) height;
  }

  private void readVuiAsFarAsItGoes() {
    try {
      vui.readCommon(bits);
      vui.readTiming(bits, FIELDS_PER_FRAME); // a tick is a field, §E.2.1
    } catch (BitsException e) {
      // Encoders exist whose VUI is cut short; pictures decode all the same.
    }
  }

  private static CodecException malformed(String message) {
    return CodecException.malformed("sequence parameter set: " + message);
  }
}
