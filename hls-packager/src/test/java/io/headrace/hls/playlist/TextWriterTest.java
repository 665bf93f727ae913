package io.headrace.hls.playlist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextWriterTest {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final TextWriter out = new TextWriter();

  @ParameterizedTest
  @CsvSource({
    "0, 90000, 0.00000",
    "180000, 90000, 2.00000",
    "45045, 90000, 0.50050",
    "1, 90000, 0.00001",
    "179999999, 90000, 1999.99999",
    "22528, 44100, 0.51084",
    "89999, 90000, 0.99999",
    "9999999, 10000000, 1.00000",
    "1000000000000, 48000, 20833333.33333"
  })
  void writesSecondsRounded(long ticks, int hz, String expected) {
    out.seconds(ticks, hz);
    assertEquals(expected, text());
  }

  @ParameterizedTest
  @CsvSource({"0, 0.000", "5, 0.005", "502, 0.502", "29970, 29.970"})
  void writesThousandths(long value, String expected) {
    out.thousandths(value);
    assertEquals(expected, text());
  }

  @Test
  void writesLongNumbers() {
    out.number(Long.MAX_VALUE).text(" ").number(0).text(" ").number(10);
    assertEquals(Long.MAX_VALUE + " 0 10", text());
  }

  @Test
  void writesDatesAsTheLibraryDoes() {
    SplittableRandom random = new SplittableRandom(20_260_101);
    for (int i = 0; i < 20_000; i++) {
      long epochMs = random.nextLong(-2_000_000_000_000L, 10_000_000_000_000L);
      out.clear().dateTime(epochMs);
      assertEquals(ISO.format(Instant.ofEpochMilli(epochMs)), text());
    }
  }

  @Test
  void growsAsNeeded() {
    String line = "x".repeat(3_000);
    out.text(line).text(line).number(7).text(line);
    assertEquals(line + line + "7" + line, text());
  }

  private String text() {
    ByteBuf buffer = out.toBuffer(UnpooledByteBufAllocator.DEFAULT);
    String text = buffer.toString(StandardCharsets.US_ASCII);
    buffer.release();
    return text;
  }
}
