package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.message.Command;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ffmpeg, OBS and others make of one URL, and the one path it is. */
class StreamNamesTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          live,              key?token=a%20b&x=1,  live/key,      token=a b x=1
          live/a,            b/c?x=1,              live/a/b/c,    x=1
          onlykey,           '',                   onlykey,       ''
          live/,             k,                    live/k,        ''
          live?auth=1,       key,                  live/key,      auth=1
          live2?backup=1,    k2?a=1,               live2/k2,      a=1 backup=1
          a/b/c,             k/3,                  a/b/c/k/3,     ''
          '',                k4,                   live/k4,       ''
          live?key=one,      k?key=two,            live/k,        key=two
          live,              k?a=1?b=2,            live/k,        a=1 b=2
          live,              k?a+b=%41%2B+&c,      live/k,        'a+b=A++ c='
          live,              k?broken=%4,          live/k,        broken=%4
          """)
  void onePathHoweverTheClientCutsIt(String app, String name, String path, String parameters) {
    ConnectRequest connection = connection(app);

    assertEquals(path, StreamNames.path(app, name, "live").value());
    StringBuilder said = new StringBuilder();
    new TreeMap<>(StreamNames.parameters(connection, name, 1_024))
        .forEach((key, value) -> said.append(key).append('=').append(value).append(' '));
    assertEquals(parameters, said.toString().stripTrailing());
  }

  @Test
  void takesParametersOfTheTcUrlToo() {
    AmfValue properties = AmfValue.object("app", "live", "tcUrl", "rtmp://h/live?vhost=v&key=url");
    ConnectRequest connection =
        ConnectRequest.of(Command.of("connect", 1, properties), SessionLimits.DEFAULT);
    assertEquals(
        Map.of("vhost", "v", "key", "name"),
        StreamNames.parameters(connection, "cam?key=name", 1_024));
  }

  @Test
  void whatIsTooLongIsSaidWithoutRepeatingIt() {
    String secret = "s".repeat(1_025);
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> StreamNames.parameters(ConnectRequest.NONE, "cam?key=" + secret, 1_024));
    assertEquals("URL parameter: 1025 characters (expected: <= 1024)", thrown.getMessage());
    String many = "cam?" + "a=1&".repeat(1) + crowd(UrlQuery.MAX_PARAMETERS);
    assertThrows(
        IllegalArgumentException.class,
        () -> StreamNames.parameters(ConnectRequest.NONE, many, 1_024));
  }

  private static String crowd(int parameters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parameters; i++) {
      text.append("p").append(i).append("=&");
    }
    return text.toString();
  }

  private static ConnectRequest connection(String app) {
    return ConnectRequest.of(
        Command.of("connect", 1, AmfValue.object("app", app)), SessionLimits.DEFAULT);
  }
}
