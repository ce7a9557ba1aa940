using System.Net.Sockets;

namespace DbPerService.ServiceDefaults;

/// <summary>Chooses an instance for each request and signs the request.</summary>
sealed class ServiceClientHandler(IReadOnlyList<Uri> addresses, CallerSignature signature, Caller self) : DelegatingHandler
{
    int _next = -1;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Headers.Contains(CallerSignature.Header))
        {
            request.Headers.Add(CallerSignature.Header, signature.Sign(self));
        }

        var path = request.RequestUri!.PathAndQuery;
        for (var attempt = 1; ; attempt++)
        {
            request.RequestUri = new Uri(addresses[(int)((uint)Interlocked.Increment(ref _next) % addresses.Count)], path);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            // A refused connection has delivered nothing, so any request may be sent again.
            catch (HttpRequestException exception)
                when (attempt < addresses.Count
                    && exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
            {
            }
        }
    }
}
