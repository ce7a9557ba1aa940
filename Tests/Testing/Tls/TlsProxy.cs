using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace DbPerService.Testing;

/// <summary>Terminates TLS in front of a server that has no TLS of its own.</summary>
public sealed class TlsProxy : IAsyncDisposable
{
    readonly TcpListener _listener;
    readonly IPEndPoint _server;
    readonly SslServerAuthenticationOptions _options;
    readonly CancellationTokenSource _stopping = new();
    readonly Task _accepting;

    /// <param name="port">The port for clients.</param>
    /// <param name="serverPort">The server's port.</param>
    /// <param name="certificates">The source of the server certificate.</param>
    /// <param name="requiresClient">Whether a client must have a certificate of the same CA.</param>
    public TlsProxy(int port, int serverPort, TestCertificates certificates, bool requiresClient = false)
    {
        _server = new IPEndPoint(IPAddress.Loopback, serverPort);
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificates.LoadServer(),
            ClientCertificateRequired = requiresClient,
            RemoteCertificateValidationCallback = (_, client, _, _) =>
                !requiresClient || (client is X509Certificate2 shown && certificates.HasIssued(shown)),
        };
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _options.ServerCertificate?.Dispose();
        _stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(_options, _stopping.Token);
            await server.ConnectAsync(_server, _stopping.Token);
            client.NoDelay = server.NoDelay = true;
            var plain = server.GetStream();
            await await Task.WhenAny(tls.CopyToAsync(plain, _stopping.Token), plain.CopyToAsync(tls, _stopping.Token));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            // Either side may close at any time, and a client that does not trust the certificate, or has none, closes immediately.
        }
    }
}
