using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The owners of what Orders copies, as it sees them.</summary>
sealed class OwnersStub : HttpMessageHandler
{
    readonly ConcurrentQueue<string> _asked = new();

    /// <summary>What is answered by path and query; anything else is 404, and a list is empty.</summary>
    public ConcurrentDictionary<string, string> Bodies { get; } = new();

    /// <summary>The requested paths of single entries.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public bool IsAway { get; set; }

    /// <summary>Whether requests get no response.</summary>
    public bool IsSilent { get; set; }

    public void Reset()
    {
        (IsAway, IsSilent) = (false, false);
        Bodies.Clear();
        _asked.Clear();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        var isList = path.Contains("limit=", StringComparison.Ordinal);
        if (!isList)
        {
            _asked.Enqueue(path);
        }

        if (IsSilent)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return IsAway ? throw new HttpRequestException("Connection refused")
            : Bodies.TryGetValue(path, out var body) || (isList && (body = """{"items":[]}""") is not null)
                ? new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") }
                : new(HttpStatusCode.NotFound);
    }
}
