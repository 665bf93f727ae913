package io.headrace.hls.playlist;

import io.headrace.hls.cut.FrameRate;
import io.headrace.hls.segment.RenditionView;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.Colour;
import io.headrace.media.codec.VideoConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders multivariant playlists, RFC 8216bis §4.4.6. CLOSED-CAPTIONS and LANGUAGE are left out:
 * nobody knows them here.
 *
 * <p>Thread: one at a time.
 */
public final class MultivariantPlaylistWriter {
  private final TextWriter out = new TextWriter();

  /**
   * One variant: the first rendition, and the second, if any, as its audio group.
   *
   * @param directory what the renditions' playlists lie under
   * @param renditions the leading one first
   * @param frameRate of the first rendition, null where it is audio
   * @param bandwidth BANDWIDTH, bits per second
   * @param averageBandwidth AVERAGE-BANDWIDTH, bits per second
   * @return direct memory that the caller owns
   */
  public ByteBuf write(
      String directory,
      List<RenditionView> renditions,
      @Nullable FrameRate frameRate,
      long bandwidth,
      long averageBandwidth,
      ByteBufAllocator allocator) {
    out.clear().text("#EXTM3U\n#EXT-X-VERSION:").number(MediaPlaylistWriter.VERSION);
    out.text("\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (RenditionView audio : renditions.subList(1, renditions.size())) {
      out.text("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio\"");
      out.text(",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"");
      out.number(((AudioConfig) audio.track().codec()).channels()).text("\",URI=\"");
      writeUri(directory, audio).text("\"\n");
    }
    RenditionView first = renditions.get(0);
    out.text("#EXT-X-STREAM-INF:BANDWIDTH=").number(bandwidth);
    out.text(",AVERAGE-BANDWIDTH=").number(averageBandwidth).text(",CODECS=\"");
    for (RenditionView rendition : renditions) {
      out.text(rendition == first ? "" : ",").text(rendition.track().codec().codecString());
    }
    out.text("\"");
    if (first.track().codec() instanceof VideoConfig video) {
      writeVideo(video, first.track().colour(), frameRate);
    }
    out.text(renditions.size() > 1 ? ",AUDIO=\"audio\"\n" : "\n");
    writeUri(directory, first).newLine();
    return out.toBuffer(allocator);
  }

  private void writeVideo(VideoConfig video, Colour colour, @Nullable FrameRate frameRate) {
    out.text(",RESOLUTION=").number(video.widthPx()).text("x").number(video.heightPx());
    if (frameRate != null) {
      out.text(",FRAME-RATE=").thousandths(frameRate.milliHz());
    }
    switch (colour.transfer()) {
      case Colour.TRANSFER_PQ -> out.text(",VIDEO-RANGE=PQ");
      case Colour.TRANSFER_HLG -> out.text(",VIDEO-RANGE=HLG");
      default -> {
        // SDR is what is understood without the attribute.
      }
    }
  }

  private TextWriter writeUri(String directory, RenditionView rendition) {
    out.text(directory).text("/").text(rendition.name());
    return out.text(MediaPlaylistWriter.SUFFIX);
  }
}
