package io.headrace.media.bits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.testkit.Seeds;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitReaderTest {
  @Test
  void readsFieldsOfAnyWidthAcrossBytes() {
    BitReader bits = reader("A5C3 FFFFFFFF 0F");
    assertEquals(0b101, bits.u(3));
    assertEquals(0b0010111000011, bits.u(13));
    assertEquals(0xFFFFFFFFL, bits.u32());
    assertEquals(0, bits.u(0));
    assertEquals(0x0F, bits.u(8));
    assertEquals(0, bits.bitsLeft());
  }

  @Test
  void agreesWithBigIntegerOnRandomFields() {
    SplittableRandom random = new SplittableRandom(Seeds.next("bits.seed"));
    byte[] data = new byte[500];
    random.nextBytes(data);
    BigInteger all = new BigInteger(1, data);
    BitReader bits = new BitReader(data);
    int at = 0;
    while (bits.bitsLeft() >= 32) {
      int width = random.nextInt(33);
      at += width;
      int expected = all.shiftRight(data.length * 8 - at).intValue();
      assertEquals(width == 32 ? expected : expected & (1 << width) - 1, bits.u(width));
    }
  }

  @ParameterizedTest
  @CsvSource({"80,0,0", "40,1,1", "60,2,-1", "20,3,2", "28,4,-2", "30,5,3", "38,6,-3", "10,7,4"})
  void readsExpGolombCodes(String hex, int unsigned, int signed) {
    assertEquals(unsigned, reader(hex).ue());
    assertEquals(signed, reader(hex).se());
  }

  @Test
  void readsTheLargestCodeThatFitsAndRefusesLarger() {
    // 30 zeros, a one, 30 ones: 2^31 - 2.
    assertEquals(Integer.MAX_VALUE - 1, reader("00000003FFFFFFF8").ue());
    assertThrows(BitsException.class, () -> reader("00000001FFFFFFFF").ue());
    assertThrows(BitsException.class, () -> reader("0000000000000000FF").ue());
  }

  @Test
  void refusesToReadPastTheEnd() {
    BitReader bits = reader("FF");
    bits.skip(5);
    assertThrows(BitsException.class, () -> bits.u(4));
    assertThrows(BitsException.class, () -> bits.skip(4));
    assertEquals(7, bits.u(3));
    assertThrows(BitsException.class, bits::flag);
  }

  @Test
  void alignsToTheNextByteAndStaysOnOne() {
    BitReader bits = reader("80 42");
    bits.flag();
    bits.align();
    bits.align();
    assertEquals(0x42, bits.u(8));
  }

  @ParameterizedTest
  @CsvSource({
    "000003, 0000",
    "00000300, 000000",
    "0000030000030000, 000000000000",
    "0000000003, 00000000",
    "010203, 010203",
    "00000401, 00000401",
    "'', ''",
  })
  void removesEmulationPreventionBytes(String escaped, String expected) {
    HexFormat hex = HexFormat.of();
    assertArrayEquals(hex.parseHex(expected), Rbsp.unescape(hex.parseHex(escaped)));
  }

  private static BitReader reader(String hex) {
    return new BitReader(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
