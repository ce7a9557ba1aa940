using System.Collections.Concurrent;
using System.Net;
using DbPerService.FaultyNetwork;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone.Links;

/// <summary>
/// The links between the instances of services and what they connect to. Each accepts a fault as the body of a PUT on 127.0.0.1, at the
/// address in system.json.
/// </summary>
sealed class LinkSwitchboard : IAsyncDisposable
{
    readonly ConcurrentDictionary<string, FaultyLink> _links = new(StringComparer.Ordinal);
    readonly HttpListener _listener = new();
    readonly RunContext _context;
    readonly string _address;
    readonly Task _serving;

    public LinkSwitchboard(RunContext context)
    {
        _context = context;
        _address = $"http://127.0.0.1:{context.Ports.Next()}/";
        _listener.Prefixes.Add(_address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Addresses Between(string instance, Addresses servers) => new(
        servers.Database is { } database ? Start($"{instance}/database", port => FaultyLink.Start(port, Local(database))) : null,
        Start($"{instance}/broker", port => FaultyLink.StartForKafka(port, Local(servers.Kafka))));

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }
    }

    static IPEndPoint Local(int port) => new(IPAddress.Loopback, port);

    int Start(string name, Func<int, FaultyLink> start)
    {
        var link = _links[name] = start(_context.Ports.Next());
        _context.SystemFile.Set(new SystemFileLink(name, link.Port, _address + name));
        return link.Port;
    }

    async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
                // The client has disconnected.
            }
        }
    }

    async Task AnswerAsync(HttpListenerContext call)
    {
        using var response = call.Response;
        using var reader = new StreamReader(call.Request.InputStream);
        var words = await reader.ReadToEndAsync();
        var name = call.Request.Url!.AbsolutePath.TrimStart('/');
        var status = _links.GetValueOrDefault(name) switch
        {
            null => HttpStatusCode.NotFound,
            _ when call.Request.HttpMethod != "PUT" => HttpStatusCode.MethodNotAllowed,
            { } link => LinkFault.TryApply(link, words) ? HttpStatusCode.NoContent : HttpStatusCode.BadRequest,
        };
        response.StatusCode = (int)status;
    }
}
