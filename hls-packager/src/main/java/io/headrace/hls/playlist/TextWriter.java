package io.headrace.hls.playlist;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/** ASCII text in a byte array that grows and is used again. */
final class TextWriter {
  private static final int INITIAL_BYTES = 4_096;
  private static final int MAX_LONG_DIGITS = 20;
  private static final long MILLIS_OF_DAY = 86_400_000;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  TextWriter clear() {
    length = 0;
    return this;
  }

  /** The text so far in direct memory of exactly its size; the caller owns it. */
  ByteBuf toBuffer(ByteBufAllocator allocator) {
    return allocator.directBuffer(length, length).writeBytes(bytes, 0, length);
  }

  TextWriter text(String ascii) {
    int count = ascii.length();
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  TextWriter newLine() {
    ensure(1);
    bytes[length++] = '\n';
    return this;
  }

  /** A number that is not negative. */
  TextWriter number(long value) {
    return digits(value, 1);
  }

  /** {@code value / 1000} with three decimals. */
  TextWriter thousandths(long value) {
    return number(value / 1_000).text(".").digits(value % 1_000, 3);
  }

  /** {@code ticks / hz} with five decimals, rounded. */
  TextWriter seconds(long ticks, int hz) {
    long rounded = (ticks % hz * 100_000 + hz / 2) / hz;
    long whole = ticks / hz + rounded / 100_000;
    return number(whole).text(".").digits(rounded % 100_000, 5);
  }

  /** ISO 8601 date and time in UTC with milliseconds. */
  TextWriter dateTime(long epochMs) {
    long days = Math.floorDiv(epochMs, MILLIS_OF_DAY);
    long ofDay = Math.floorMod(epochMs, MILLIS_OF_DAY);
    date(days);
    long seconds = ofDay / 1_000;
    text("T").digits(seconds / 3_600, 2).text(":").digits(seconds / 60 % 60, 2);
    return text(":").digits(seconds % 60, 2).text(".").digits(ofDay % 1_000, 3).text("Z");
  }

  /** Days since 1970-01-01 in the proleptic Gregorian calendar, whose years begin in March here. */
  private void date(long epochDays) {
    long days = epochDays + 719_468;
    long era = Math.floorDiv(days, 146_097);
    long dayOfEra = days - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    digits(year, 4).text("-").digits(month, 2).text("-").digits(day, 2);
  }

  /** {@code value} with at least {@code least} digits. */
  private TextWriter digits(long value, int least) {
    assert value >= 0 : "negative: " + value;
    ensure(MAX_LONG_DIGITS);
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    count = Math.max(count, least);
    long rest = value;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
