package io.headrace.server.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date header field, RFC 9110 §5.6.7, formatted once a second. Thread: its delivery loop. */
final class DateHeader {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private AsciiString value = AsciiString.EMPTY_STRING;

  AsciiString at(long epochMs) {
    long now = Math.floorDiv(epochMs, 1_000);
    if (now != second) {
      second = now;
      value = AsciiString.of(IMF_FIXDATE.format(Instant.ofEpochSecond(now)));
    }
    return value;
  }
}
