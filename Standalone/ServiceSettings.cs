using System.Globalization;
using DbPerService.Standalone.Databases;

namespace DbPerService.Standalone;

/// <summary>The environment variables that configure a service here; the AppHost sets the same ones.</summary>
internal sealed class ServiceSettings(string service, Database database, int databasePort, int kafkaPort, int? telemetryPort)
{
    public Dictionary<string, string> ForMigration()
    {
        var settings = Common();
        AddConnections(settings, database.Preparation(databasePort));
        return settings;
    }

    public Dictionary<string, string> ForInstance(string instance, string url, int managementPort)
    {
        var settings = Common();
        settings["ASPNETCORE_URLS"] = url;
        settings["Management__Port"] = managementPort.ToString(CultureInfo.InvariantCulture);
        settings["OTEL_SERVICE_NAME"] = service;
        settings["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}";
        if (telemetryPort is { } port)
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}";
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        }

        return settings;
    }

    Dictionary<string, string> Common()
    {
        Dictionary<string, string> settings = new()
        {
            [$"{service}__Database"] = database.Kind,
            ["ConnectionStrings__kafka"] = $"127.0.0.1:{kafkaPort}",
            // The mock broker never wakes a waiting fetch, so the wait is the delay; and it looks for dead group members once a second,
            // so a short session is what gives a restarted service its partitions back in a second. See docs/standalone.md.
            ["Messaging__Kafka__FetchWait"] = "00:00:00.003",
            ["Messaging__Kafka__SessionTimeout"] = "00:00:01",
            // The broker's topics are made with it.
            ["Messaging__Kafka__CreateTopics"] = "false",
            // Nobody edits a running service's settings files here, and watching for it costs.
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        };
        AddConnections(settings, database.Runtime(databasePort));
        return settings;
    }

    static void AddConnections(Dictionary<string, string> settings, Dictionary<string, string> connections)
    {
        foreach (var (name, text) in connections)
            settings[$"ConnectionStrings__{name}"] = text;
    }
}
