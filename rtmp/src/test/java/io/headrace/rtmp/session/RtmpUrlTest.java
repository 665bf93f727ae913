package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtmpUrlTest {
  @ParameterizedTest
  @CsvSource({
    "rtmp://h/live/cam, h, 1935, live, cam",
    "RTMP://h:1936/live/cam, h, 1936, live, cam",
    "rtmp://h/live/a/b/cam?x=1, h, 1935, live/a/b, cam?x=1",
    "rtmp://h/live/cam?token=a/b&c=%20, h, 1935, live, cam?token=a/b&c=%20",
    "rtmp://h/live?auth=1/key, h, 1935, live?auth=1, key",
    "rtmp://h/live?auth=1/key?a=1, h, 1935, live?auth=1, key?a=1",
    "rtmp://h/live//k, h, 1935, live/, k",
    "rtmp://[::1]/live/cam, ::1, 1935, live, cam",
    "rtmp://[fe80::1%25eth0]:19350/live/cam, fe80::1%25eth0, 19350, live, cam",
    "rtmp://10.0.0.1:1/a/b, 10.0.0.1, 1, a, b"
  })
  void takesApplicationAndNameApart(String text, String host, int port, String app, String name) {
    assertEquals(new RtmpUrl(host, port, app, name, "", ""), RtmpUrl.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "rtmp://u:p@h/a/b, u, p",
    "rtmp://u@h/a/b, u, ''",
    "rtmp://u:p@ss@h/a/b, u, p@ss",
    "rtmp://u:p%40s%3as%c3%bc@h/a/b, u, p@s:s\u00fc",
    "rtmp://u:100%@h/a/b, u, 100%"
  })
  void readsUserAndPassword(String text, String user, String password) {
    assertEquals(new RtmpUrl("h", 1935, "a", "b", user, password), RtmpUrl.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/live/key-1, no rtmp:// address",
    "rtmps://h/live/key-1, rtmps is not supported",
    "key-1, no rtmp:// address",
    "rtmp://key-1, no application and stream name",
    "rtmp://h/key-1, no application or no stream name",
    "rtmp://h/key-1/, 'stream name: 0 characters'",
    "rtmp:///live/key-1, no host name or address",
    "rtmp://h h/live/key-1, no host name or address",
    "rtmp://h:key-1/live/x, 'port: no number'",
    "rtmp://h:/live/key-1, 'port: no number'",
    "rtmp://h:0/live/key-1, 'port: 0'",
    "rtmp://h:70000/live/key-1, 'port: 70000'",
    "rtmp://::1/live/key-1, IPv6 address without brackets",
    "rtmp://[::1/live/key-1, 'address in brackets: not closed'",
    "rtmp://[::1]x/live/key-1, 'address in brackets: not closed'",
    "rtmp://h/live/key-1 x, 'stream name: has a space'"
  })
  void saysWhatIsWrongWithoutRepeatingIt(String text, String message) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> RtmpUrl.parse(text));

    assertTrue(thrown.getMessage().startsWith(message), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("(expected: "), thrown.getMessage());
    assertFalse(thrown.getMessage().contains("key-1"), thrown.getMessage());
  }

  @Test
  void showsNeitherCredentialsNorQueries() {
    RtmpUrl url = RtmpUrl.parse("rtmp://u:p@[::1]:1936/live?key=1/cam?key=2");

    assertEquals("rtmp://[::1]:1936/live/cam", url.toString());
    assertEquals("rtmp://[::1]:1936/live?key=1", url.tcUrl());
  }
}
