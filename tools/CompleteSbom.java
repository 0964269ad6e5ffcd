import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// Adds to a CycloneDX list of a service's jars what else its image is made of: the Java runtime and the packages of
/// the base image.
///
/// Started from its source by `tools/dist`; the arguments are the list (JSON, changed in place), the runtime's folder
/// and a file with a line `package version` for each package of the base image, which may be missing.
final class CompleteSbom {
    /// The list of the image's own components; the one of the tool that made the file is indented deeper.
    private static final String COMPONENTS = "\n  \"components\" : [";

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        List<String> added = new ArrayList<>();
        added.add(runtime(Path.of(args[1])));
        Path packages = Path.of(args[2]);
        if (Files.exists(packages)) {
            for (String line : Files.readAllLines(packages)) {
                String[] nameAndVersion = line.split(" ", 2);
                added.add(component(
                        "library",
                        nameAndVersion[0],
                        nameAndVersion[1],
                        "pkg:deb/debian/" + nameAndVersion[0] + "@" + nameAndVersion[1].replace("+", "%2B") + "?distro=trixie",
                        "Package of the base image"));
            }
        }
        String text = Files.readString(file);
        int at = text.indexOf(COMPONENTS);
        if (at < 0) {
            throw new IOException(file + ": no list of components");
        }
        int begin = at + COMPONENTS.length();
        boolean empty = text.substring(begin).stripLeading().startsWith("]");
        Files.writeString(
                file, text.substring(0, begin) + String.join(",", added) + (empty ? "" : ",") + text.substring(begin));
    }

    private static String runtime(Path folder) throws IOException {
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(folder.resolve("release"))) {
            release.load(in);
        }
        String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
        String modules = release.getProperty("MODULES", "").replace("\"", "");
        return component(
                "platform", "openjdk", version, "pkg:generic/openjdk@" + version, "Java runtime of these modules: " + modules);
    }

    private static String component(String type, String name, String version, String purl, String description) {
        return """

                    {
                      "type" : "%s",
                      "bom-ref" : "%s",
                      "name" : "%s",
                      "version" : "%s",
                      "description" : "%s",
                      "purl" : "%s"
                    }""".formatted(type, purl, name, version, description, purl);
    }
}
