using System.Globalization;
using DbPerService.Contracts;
using DbPerService.Standalone.Databases;
using DbPerService.Standalone.Links;

namespace DbPerService.Standalone;

/// <summary>The environment variables that configure a service here; the AppHost sets the same ones.</summary>
sealed class ServiceSettings(
    RunContext context, SystemService service, DatabaseAccess? database, Addresses servers, int? telemetryPort)
{
    public Dictionary<string, string> ForMigration()
    {
        var settings = Common(servers);
        AddConnections(settings, database!.Preparation(servers.Database!.Value));
        return settings;
    }

    /// <param name="address">Its name and ports.</param>
    /// <param name="links">Its own links to the servers; null for direct connections.</param>
    public Dictionary<string, string> ForInstance(ServiceAddresses.Address address, LinkSwitchboard? links)
    {
        var settings = Common(links?.Between(address.Instance, servers) ?? servers);
        if (links is not null)
        {
            // Nobody measures lag through links, and several such systems should fit on one machine: fewer fetches.
            settings["Messaging__Kafka__FetchWait"] = "00:00:00.020";
            // Published events stay readable until a chaos run is checked.
            settings["Messaging__Redis__Retention"] = "01:00:00";
        }

        settings["ASPNETCORE_URLS"] = address.Url;
        settings["Management__Port"] = address.ManagementPort.ToString(CultureInfo.InvariantCulture);
        if (service.ExchangesPaymentTokens)
        {
            settings[$"{service.Name}__PaymentTokenKey"] = context.PaymentTokenKey;
        }

        if (service.HasOperatorAccount)
        {
            settings[$"{service.Name}__OperatorPassword"] = context.Secrets.Password(service.Name, "operator");
        }

        settings["Callers__Key"] = context.CallerKey;
        foreach (var called in service.Calls)
        {
            foreach (var (number, instance) in context.Addresses.Of(called).Index())
            {
                settings[$"services__{called}__http__{number}"] = instance.Url;
            }
        }
        settings["OTEL_SERVICE_NAME"] = service.Name;
        settings["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={address.Instance}";
        if (telemetryPort is { } port)
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}";
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        }

        return settings;
    }

    Dictionary<string, string> Common(Addresses addresses)
    {
        Dictionary<string, string> settings = new()
        {
            // The development broker does not wake a waiting fetch, so the wait is the delay; and it checks for dead members once per second,
            // so a short session returns a restarted service's partitions within a second or two. See docs/standalone.md.
            ["Messaging__Kafka__FetchWait"] = "00:00:00.003",
            ["Messaging__Kafka__SessionTimeout"] = "00:00:01.500",
            // How long a client waits for the response to a join that the development broker has dropped.
            ["Messaging__Kafka__Client__max_poll_interval_ms"] = "15000",
            // The engine creates the topics.
            ["Messaging__Kafka__CreateTopics"] = "false",
            // Nobody edits the settings files of a running service here, and watching them costs CPU.
            ["DOTNET_hostBuilder__reloadConfigOnChange"] = "false",
        };
        if (service.HasEvents)
        {
            settings["ConnectionStrings__kafka"] = $"127.0.0.1:{addresses.Kafka}";
        }

        if (database is not null)
        {
            settings[$"{service.Name}__Database"] = database.Kind;
            AddConnections(settings, database.Runtime(addresses.Database!.Value));
        }

        return settings;
    }

    static void AddConnections(Dictionary<string, string> settings, Dictionary<string, string> connections)
    {
        foreach (var (name, text) in connections)
        {
            settings[$"ConnectionStrings__{name}"] = text;
        }
    }
}
