package io.headrace.cli;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.server.config.ConfigException;
import io.headrace.server.config.ConfigReader;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that starts a server; they win over the configuration file. */
final class ServerOptions {
  /** Names the folder of configuration files; the launcher sets it. */
  private static final String CONF_FOLDER = "headrace.conf";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration file; by default conf/standalone.yaml beside the program.")
  private @Nullable Path file;

  @Option(
      names = "--rtmp",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = "Where to listen for publishers, such as 1935 or 127.0.0.1:1935.")
  private @Nullable ListenAddress rtmp;

  @Option(
      names = "--http",
      paramLabel = "ADDRESS",
      converter = AddressConverter.class,
      description = "Where to listen for viewers, such as 8080 or [::1]:8080.")
  private @Nullable ListenAddress http;

  @Option(
      names = "--preset",
      paramLabel = "PRESET",
      description = "Latency: relaxed, balanced or ultra.")
  private @Nullable Preset preset;

  /** The configuration that these options describe. */
  ServerConfig config() throws ConfigException {
    Path found = file == null ? shippedFile() : file;
    ServerConfig config = found == null ? ServerConfig.DEFAULT : ConfigReader.readFile(found);
    config = config.withListen(rtmp, http);
    return preset == null ? config : config.withPreset(preset);
  }

  private static @Nullable Path shippedFile() {
    String folder = System.getProperty(CONF_FOLDER);
    if (folder == null) {
      return null;
    }
    Path shipped = Path.of(folder, "standalone.yaml");
    return Files.exists(shipped) ? shipped : null;
  }

  private static final class AddressConverter implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String text) {
      try {
        return ListenAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
