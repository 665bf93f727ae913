package io.headrace.media.mp4;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Set;

/**
 * Reads boxes into text, one line each, by its own reading of ISO/IEC 14496-12. Every box must end
 * where its parent says and every field list must fill its box.
 */
final class BoxDump {
  private static final Set<String> CONTAINERS =
      Set.of("moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");

  private final StringBuilder text = new StringBuilder();

  private BoxDump() {}

  static String of(ByteBuf boxes) {
    BoxDump dump = new BoxDump();
    dump.boxes(boxes.duplicate(), 0);
    return dump.text.toString();
  }

  private void boxes(ByteBuf in, int depth) {
    while (in.isReadable()) {
      int size = in.readInt();
      String type = in.readCharSequence(4, US_ASCII).toString();
      ByteBuf body = in.readSlice(size - 8);
      text.append("  ".repeat(depth)).append(type).append(' ').append(size);
      if (CONTAINERS.contains(type)) {
        text.append('\n');
        boxes(body, depth + 1);
      } else {
        fields(type, body, depth);
        if (body.isReadable()) {
          throw new AssertionError(type + ": " + body.readableBytes() + " bytes left over");
        }
      }
    }
  }

  private void fields(String type, ByteBuf in, int depth) {
    switch (type) {
      case "ftyp" -> line(" " + fourcc(in) + " " + in.readInt() + " " + fourccs(in));
      case "avc1", "hvc1", "av01", "vp09" -> visualEntry(in, depth);
      case "mp4a", "Opus", "fLaC", "ac-3", "ec-3" -> audioEntry(in, depth);
      case "avcC", "hvcC", "av1C", "dOps", "dac3", "dec3", "mdcv", "clli", "mdat" ->
          line(" " + hex(in, in.readableBytes()));
      case "colr" -> {
        String kind = fourcc(in);
        line(" " + kind + " " + u16(in) + " " + u16(in) + " " + u16(in) + " " + hex(in, 1));
      }
      case "pasp" -> line(" " + in.readInt() + ":" + in.readInt());
      default -> fullBox(type, in, depth);
    }
  }

  private void fullBox(String type, ByteBuf in, int depth) {
    int version = in.readByte();
    int flags = in.readMedium();
    text.append(" v").append(version).append(" flags=").append(Integer.toHexString(flags));
    switch (type) {
      case "mvhd" -> {
        zero(in, 8);
        String time = " timescale=" + in.readInt() + " duration=" + in.readInt();
        String play = " rate=" + hex(in, 4) + " volume=" + hex(in, 2);
        zero(in, 10);
        String matrix = " matrix=" + hex(in, 36);
        zero(in, 24);
        line(time + play + matrix + " next=" + in.readInt());
      }
      case "tkhd" -> {
        zero(in, 8);
        String id = " id=" + in.readInt();
        zero(in, 4);
        id += " duration=" + in.readInt();
        zero(in, 12);
        String volume = " volume=" + hex(in, 2);
        zero(in, 2);
        String matrix = " matrix=" + hex(in, 36);
        line(id + volume + matrix + " size=" + hex(in, 4) + "x" + hex(in, 4));
      }
      case "mdhd" -> {
        zero(in, 8);
        String time = " timescale=" + in.readInt() + " duration=" + in.readInt();
        line(time + " language=" + hex(in, 2));
        zero(in, 2);
      }
      case "hdlr" -> {
        zero(in, 4);
        String handler = fourcc(in);
        zero(in, 12);
        String name = in.readCharSequence(in.readableBytes() - 1, US_ASCII).toString();
        zero(in, 1);
        line(" " + handler + " '" + name + "'");
      }
      case "vmhd" -> {
        zero(in, 8);
        line("");
      }
      case "smhd", "stts", "stsc", "stco" -> {
        zero(in, 4);
        line("");
      }
      case "stsz" -> {
        zero(in, 8);
        line("");
      }
      case "url " -> line("");
      case "dref", "stsd" -> {
        line(" entries=" + in.readInt());
        boxes(in.readSlice(in.readableBytes()), depth + 1);
      }
      case "esds", "vpcC", "dfLa" -> line(" " + hex(in, in.readableBytes()));
      case "trex" ->
          line(
              " id="
                  + in.readInt()
                  + " description="
                  + in.readInt()
                  + " duration="
                  + in.readInt()
                  + " size="
                  + in.readInt()
                  + " flags="
                  + hex(in, 4));
      case "mfhd" -> line(" sequence=" + in.readInt());
      case "tfhd" -> trackFragment(flags, in);
      case "tfdt" -> line(" time=" + (version == 1 ? in.readLong() : in.readUnsignedInt()));
      case "trun" -> run(flags, in, depth);
      default -> throw new AssertionError("unexpected box: " + type);
    }
  }

  private void visualEntry(ByteBuf in, int depth) {
    zero(in, 6);
    String fields = " dref=" + u16(in);
    zero(in, 16);
    fields += " size=" + u16(in) + "x" + u16(in) + " dpi=" + hex(in, 4) + "," + hex(in, 4);
    zero(in, 4);
    fields += " frames=" + u16(in);
    zero(in, 32);
    line(fields + " depth=" + u16(in) + " predefined=" + hex(in, 2));
    boxes(in.readSlice(in.readableBytes()), depth + 1);
  }

  private void audioEntry(ByteBuf in, int depth) {
    zero(in, 6);
    String fields = " dref=" + u16(in);
    zero(in, 8);
    fields += " channels=" + u16(in) + " bits=" + u16(in);
    zero(in, 4);
    line(fields + " rate=" + hex(in, 4));
    boxes(in.readSlice(in.readableBytes()), depth + 1);
  }

  private void trackFragment(int flags, ByteBuf in) {
    String fields = " id=" + in.readInt();
    fields += (flags & 0x01) != 0 ? " base=" + in.readLong() : "";
    fields += (flags & 0x02) != 0 ? " description=" + in.readInt() : "";
    fields += (flags & 0x08) != 0 ? " duration=" + in.readInt() : "";
    fields += (flags & 0x10) != 0 ? " size=" + in.readInt() : "";
    fields += (flags & 0x20) != 0 ? " flags=" + hex(in, 4) : "";
    line(fields);
  }

  private void run(int flags, ByteBuf in, int depth) {
    int samples = in.readInt();
    String fields = " samples=" + samples;
    fields += (flags & 0x01) != 0 ? " offset=" + in.readInt() : "";
    fields += (flags & 0x04) != 0 ? " first=" + hex(in, 4) : "";
    line(fields);
    for (int i = 0; i < samples; i++) {
      text.append("  ".repeat(depth + 1)).append('-');
      String sample = (flags & 0x100) != 0 ? " duration=" + in.readInt() : "";
      sample += (flags & 0x200) != 0 ? " size=" + in.readInt() : "";
      sample += (flags & 0x400) != 0 ? " flags=" + hex(in, 4) : "";
      sample += (flags & 0x800) != 0 ? " cts=" + in.readInt() : "";
      line(sample);
    }
  }

  private void line(String fields) {
    text.append(fields).append('\n');
  }

  private static void zero(ByteBuf in, int bytes) {
    for (int i = 0; i < bytes; i++) {
      if (in.readByte() != 0) {
        throw new AssertionError("reserved byte is not zero");
      }
    }
  }

  private static int u16(ByteBuf in) {
    return in.readUnsignedShort();
  }

  private static String fourcc(ByteBuf in) {
    return in.readCharSequence(4, US_ASCII).toString();
  }

  private static String fourccs(ByteBuf in) {
    StringBuilder list = new StringBuilder();
    while (in.isReadable()) {
      list.append(list.isEmpty() ? "" : ",").append(fourcc(in));
    }
    return list.toString();
  }

  private static String hex(ByteBuf in, int bytes) {
    return ByteBufUtil.hexDump(in.readSlice(bytes));
  }
}
