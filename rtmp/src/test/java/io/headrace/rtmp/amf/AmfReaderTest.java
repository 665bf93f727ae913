package io.headrace.rtmp.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.amf.AmfException.Reason;
import io.headrace.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmfReaderTest {
  private static final AmfLimits LIMITS = AmfLimits.DEFAULT;

  static Stream<Arguments> corpus() {
    return Stream.of(
        Arguments.of("00 3ff0000000000000", AmfValue.of(1)),
        Arguments.of("00 7ff8000000000000", AmfValue.of(Double.NaN)),
        Arguments.of("01 01", AmfValue.of(true)),
        Arguments.of("01 00", AmfValue.of(false)),
        Arguments.of("02 0004 6c697665", AmfValue.of("live")),
        Arguments.of("02 0000", AmfValue.of("")),
        Arguments.of("02 0002 c3a9", AmfValue.of("é")),
        Arguments.of("02 0002 ff41", AmfValue.of("\uFFFDA")),
        Arguments.of("03 0003 617070 02 0001 61 0000 09", AmfValue.object("app", "a")),
        Arguments.of("03 0003 617070 02 0001 61", AmfValue.object("app", "a")),
        Arguments.of("03 0001 61 05 0001 61 06 000009", AmfValue.object("a", AmfValue.UNDEFINED)),
        Arguments.of("05", AmfValue.NULL),
        Arguments.of("06", AmfValue.UNDEFINED),
        Arguments.of("07 0003", new AmfValue.Reference(3)),
        Arguments.of(
            "08 00000009 0001 61 0101 000009",
            new AmfValue.EcmaArray(Map.of("a", AmfValue.of(true)))),
        Arguments.of("08 00000001", new AmfValue.EcmaArray(Map.of())),
        Arguments.of(
            "0a 00000002 05 0101",
            new AmfValue.StrictArray(List.of(AmfValue.NULL, AmfValue.of(true)))),
        Arguments.of("0b 4059000000000000 003c", new AmfValue.Date(100, (short) 60)),
        Arguments.of("0c 00000003 616263", AmfValue.of("abc")),
        Arguments.of("0d", AmfValue.UNDEFINED),
        Arguments.of("0f 00000004 3c612f3e", AmfValue.of("<a/>")),
        Arguments.of("10 0001 54 0001 61 05 000009", AmfValue.object("a", AmfValue.NULL)),
        Arguments.of("11 00", AmfValue.UNDEFINED),
        Arguments.of("11 01", AmfValue.NULL),
        Arguments.of("11 02", AmfValue.of(false)),
        Arguments.of("11 03", AmfValue.of(true)),
        Arguments.of("11 04 7f", AmfValue.of(127)),
        Arguments.of("11 04 8100", AmfValue.of(128)),
        Arguments.of("11 04 ffffffff", AmfValue.of(-1)),
        Arguments.of("11 05 3ff0000000000000", AmfValue.of(1)),
        Arguments.of("11 06 07 616263", AmfValue.of("abc")),
        Arguments.of("11 06 02", AmfValue.UNDEFINED),
        Arguments.of("11 0a 0b 01 ffff", AmfValue.UNDEFINED));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsEveryType(String hex, AmfValue expected) {
    AmfReader reader = new AmfReader(bytes(hex), LIMITS);

    assertEquals(expected, reader.next());
    assertTrue(!reader.hasNext(), "bytes left");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "00", "00 3ff0", "01", "02", "02 0001", "0c 00000002 61", "0a 00000002 05",
        "0a 7fffffff", "08 0000", "03 0001 61", "03 0005 61", "0b 00", "11", "11 04 ff", "07 00"
      })
  void refusesWhatEndsTooSoon(String hex) {
    refuses(Reason.TRUNCATED, hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"04", "09", "0e", "12", "ff", "11 12", "03 0001 61 ff"})
  void refusesUnknownTypes(String hex) {
    refuses(Reason.UNKNOWN_TYPE, hex);
  }

  @Test
  void refusesDeepNestingWithoutRecursingThatDeep() {
    refuses(Reason.TOO_DEEP, "03 0001 61".repeat(70_000));
    refuses(Reason.TOO_DEEP, "0a 00000001".repeat(17) + "05");
    assertEquals(1, read("0a 00000001".repeat(16) + "05").size());
  }

  @Test
  void refusesTooManyValues() {
    assertEquals(4_096, read("05".repeat(4_096)).size());
    refuses(Reason.TOO_MANY_VALUES, "05".repeat(4_097));
    refuses(Reason.TOO_MANY_VALUES, "0a 00001000" + "05".repeat(4_096));
  }

  @Test
  void refusesLongKeysAndStringsByTheirAnnouncedLength() {
    refuses(Reason.TOO_LONG, "03 0401");
    refuses(Reason.TOO_LONG, "0c 00010001");
    refuses(Reason.TOO_LONG, "0c ffffffff");
    refuses(Reason.TOO_LONG, "11 06 888003");
  }

  @Test
  void readsBackWhatIsWritten() {
    SplittableRandom random = new SplittableRandom(Seeds.next("amf.seed"));
    for (int round = 0; round < 1_000; round++) {
      AmfValue value = random(random, 4);
      ByteBuf out = Unpooled.buffer();
      AmfWriter.write(out, value);

      assertEquals(value, new AmfReader(out, LIMITS).next());
      assertEquals(0, out.readableBytes());
    }
  }

  @Test
  void writesALongStringWhereAShortOneEnds() {
    AmfLimits wide = new AmfLimits(1, 1, 1, 1 << 20);
    for (int length : new int[] {0xFFFF, 0x1_0000}) {
      AmfValue value = AmfValue.of("x".repeat(length));
      ByteBuf out = Unpooled.buffer();
      AmfWriter.write(out, value);

      assertEquals(length == 0xFFFF ? 2 : 12, out.getByte(0));
      assertEquals(value, new AmfReader(out, wide).next());
    }
  }

  private static AmfValue random(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 10)) {
      case 0 -> AmfValue.of(Double.longBitsToDouble(random.nextLong()));
      case 1 -> AmfValue.of(random.nextBoolean());
      case 2 -> AmfValue.of("é€x".repeat(random.nextInt(20)));
      case 3 -> AmfValue.NULL;
      case 4 -> AmfValue.UNDEFINED;
      case 5 -> new AmfValue.Date(random.nextDouble(), (short) random.nextInt());
      case 6 -> new AmfValue.Reference(random.nextInt(1 << 16));
      case 7 -> new AmfValue.Obj(properties(random, depth));
      case 8 -> new AmfValue.EcmaArray(properties(random, depth));
      default -> new AmfValue.StrictArray(List.copyOf(properties(random, depth).values()));
    };
  }

  private static Map<String, AmfValue> properties(SplittableRandom random, int depth) {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      properties.put("k" + i, random(random, depth - 1));
    }
    return properties;
  }

  private static List<AmfValue> read(String hex) {
    AmfReader reader = new AmfReader(bytes(hex), LIMITS);
    Stream.Builder<AmfValue> values = Stream.builder();
    while (reader.hasNext()) {
      values.add(reader.next());
    }
    return values.build().toList();
  }

  private static void refuses(Reason reason, String hex) {
    AmfException thrown =
        assertThrows(
            AmfException.class,
            () -> {
              AmfReader reader = new AmfReader(bytes(hex), LIMITS);
              do {
                reader.next();
              } while (reader.hasNext());
            });
    assertEquals(reason, thrown.reason(), thrown.getMessage());
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
