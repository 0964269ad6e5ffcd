import org.codelibs.opensearch.runner.OpenSearchRunner;

/// One node, alone: `java -cp … Node.java DIRECTORY PORT`. A source file that Java runs as it is, since only the class
/// path of this module knows the runner.
final class Node {
    private Node() {}

    public static void main(String[] arguments) throws InterruptedException {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("http.port", arguments[1]);
            settings.put("discovery.type", "single-node");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
        });
        runner.build(OpenSearchRunner.newConfigs().numOfNode(1).basePath(arguments[0]));
        Thread.currentThread().join();
    }
}
