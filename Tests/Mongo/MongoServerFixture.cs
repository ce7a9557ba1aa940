using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using DbPerService.Testing;

namespace DbPerService.Tests.Mongo;

/// <summary>
/// A MongoDB: the one at the address in DBPERSERVICE_TEST_MONGO (host:port, without a login), else a mongod of the test class's own.
/// </summary>
public sealed class MongoServerFixture : IAsyncLifetime
{
    const string Setting = "DBPERSERVICE_TEST_MONGO";

    string? _address = Environment.GetEnvironmentVariable(Setting);
    Process? _server;
    string? _folder;

    /// <summary>host:port; skips the test where there is no server.</summary>
    public string Address
    {
        get
        {
            Assert.SkipWhen(
                string.IsNullOrEmpty(_address), $"Not run on MongoDB: there is no mongod on the PATH, and {Setting} names no server.");
            return _address;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!string.IsNullOrEmpty(_address) || !Tool.IsOnPath("mongod"))
        {
            return;
        }

        var port = FreePort.Next();
        _folder = Directory.CreateTempSubdirectory("dbperservice-mongo-").FullName;
        _server = Process.Start(new ProcessStartInfo(
            "mongod", ["--port", port.ToString(CultureInfo.InvariantCulture), "--dbpath", _folder, "--bind_ip", "127.0.0.1"])
        {
            RedirectStandardOutput = true,
        });
        _server!.OutputDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        await Eventually.IsTrue(
            async () =>
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return true;
            },
            CancellationToken.None);
        _address = $"127.0.0.1:{port}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
            Directory.Delete(_folder!, recursive: true);
        }
    }
}
