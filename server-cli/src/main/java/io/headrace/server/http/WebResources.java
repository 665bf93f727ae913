package io.headrace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Reads all files below one folder of the class path, from a jar or from build output. */
final class WebResources {
  private final String folder;

  WebResources(String folder) {
    this.folder = folder;
  }

  /** Contents by name relative to the folder; empty where there is no such folder. */
  Map<String, byte[]> readAll() throws IOException {
    URL url = WebResources.class.getResource("/" + folder + "/index.html");
    if (url == null) {
      return Map.of();
    }
    if (url.openConnection() instanceof JarURLConnection connection) {
      connection.setUseCaches(false);
      try (JarFile jar = connection.getJarFile()) {
        return readJar(jar);
      }
    }
    try {
      return readFolder(Path.of(url.toURI()).resolveSibling("."));
    } catch (URISyntaxException e) {
      throw new IOException("not a path: " + url, e);
    }
  }

  private Map<String, byte[]> readJar(JarFile jar) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    String prefix = folder + "/";
    for (JarEntry entry : jar.stream().toList()) {
      if (!entry.isDirectory() && entry.getName().startsWith(prefix)) {
        try (InputStream in = jar.getInputStream(entry)) {
          contents.put(entry.getName().substring(prefix.length()), in.readAllBytes());
        }
      }
    }
    return contents;
  }

  private static Map<String, byte[]> readFolder(Path root) throws IOException {
    Map<String, byte[]> contents = new HashMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      contents.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
    }
    return contents;
  }
}
