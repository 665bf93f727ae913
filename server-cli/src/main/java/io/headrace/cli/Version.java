package io.headrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into {@code headrace.properties}. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"headrace " + read()};
  }

  static String read() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/headrace.properties")) {
      if (in == null) {
        throw new IOException("headrace.properties is not on the class path");
      }
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
