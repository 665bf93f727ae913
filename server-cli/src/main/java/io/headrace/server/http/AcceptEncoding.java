package io.headrace.server.http;

import org.jspecify.annotations.Nullable;

/** The Accept-Encoding field, RFC 9110 §12.5.3. */
final class AcceptEncoding {
  private AcceptEncoding() {}

  /** Whether the client takes gzip, by name or by {@code *}, and not with weight 0. */
  static boolean acceptsGzip(@Nullable String field) {
    if (field == null) {
      return false;
    }
    boolean any = false;
    for (String element : field.split(",")) {
      int semicolon = element.indexOf(';');
      String coding = (semicolon < 0 ? element : element.substring(0, semicolon)).trim();
      boolean refused = semicolon >= 0 && isZeroWeight(element.substring(semicolon + 1));
      if (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip")) {
        return !refused;
      }
      any |= coding.equals("*") && !refused;
    }
    return any;
  }

  private static boolean isZeroWeight(String parameter) {
    return parameter.trim().matches("[qQ]\\s*=\\s*0(\\.0{0,3})?");
  }
}
