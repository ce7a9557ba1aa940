using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DbPerService.FaultyNetwork;
using DbPerService.Testing;

namespace DbPerService.Tests.Standalone;

/// <summary>Another instance of a system's Orders that reaches its database and the broker over faulty links.</summary>
sealed partial class LinkedOrders : IAsyncDisposable
{
    readonly ServiceProcess _process;
    readonly HttpClient _client;
    readonly HttpClient _management;

    LinkedOrders(ServiceProcess process, FaultyLink database, FaultyLink broker, string url, int managementPort)
    {
        (_process, Database, Broker) = (process, database, broker);
        _client = new HttpClient { BaseAddress = new Uri(url) };
        _management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
    }

    public FaultyLink Database { get; }

    public FaultyLink Broker { get; }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts the instance with the settings of the running one, and waits until it is healthy.</summary>
    public static async Task<LinkedOrders> StartAsync(StandaloneSystem system)
    {
        var databasePort = system.Engine(system.DatabaseOf("orders")).GetProperty("port").GetInt32();
        var brokerPort = system.Engine("kafka").GetProperty("port").GetInt32();
        var database = FaultyLink.Start(0, new IPEndPoint(IPAddress.Loopback, databasePort));
        var broker = FaultyLink.StartForKafka(FreePort.Next(), new IPEndPoint(IPAddress.Loopback, brokerPort));
        var (url, managementPort) = ($"http://127.0.0.1:{FreePort.Next()}", FreePort.Next());
        var settings = new Dictionary<string, string>();
        foreach (var entry in (await File.ReadAllTextAsync($"/proc/{system.Pid("orders")}/environ", Cancelled)).Split('\0'))
        {
            if (entry.Split('=', 2) is [var name, var value] && name.Contains("__", StringComparison.Ordinal))
            {
                // Standalone writes the service's name in lower case.
                settings[char.ToUpperInvariant(name[0]) + name[1..]] = DatabasePort().Replace(value, $"Port={database.Port};");
            }
        }

        settings["ConnectionStrings__kafka"] = $"127.0.0.1:{broker.Port}";
        settings["Management__Port"] = managementPort.ToString(CultureInfo.InvariantCulture);
        var process = ServiceProcess.Start("Orders", url, [.. settings.Select(setting => (setting.Key, setting.Value))]);
        var linked = new LinkedOrders(process, database, broker, url, managementPort);
        await Eventually.IsTrue(async () => (await linked._client.GetAsync("/health", Cancelled)).IsSuccessStatusCode, Cancelled);
        return linked;
    }

    /// <summary>Places an order through this instance.</summary>
    public async Task<HttpResponseMessage> PostAsync(JsonNode order, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders") { Content = JsonContent.Create(order) };
        request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        return await _client.SendAsync(request, Cancelled);
    }

    /// <summary>The state of the instance's relay.</summary>
    public Task<string?> RelayAsync() => _management.RelayAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Database.DisposeAsync();
        await Broker.DisposeAsync();
        _client.Dispose();
        _management.Dispose();
    }

    [GeneratedRegex("Port=[0-9]+;")]
    private static partial Regex DatabasePort();
}
