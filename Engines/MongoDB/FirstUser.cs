using System.Buffers.Binary;
using System.Net.Sockets;

namespace DbPerService.Engines.MongoDB;

/// <summary>
/// Creates the administrator of a new server. While a server with authentication has no users, it lets a local connection create the
/// first one (the "localhost exception" of MongoDB's manual). That takes one command, implemented here: a driver would be the largest
/// part of this program.
/// </summary>
static class FirstUser
{
    const int OpMsg = 2013;
    const int Unauthorized = 13;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task MakeAsync(int port, string user, string password, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Message(CreateUser(user, password)), limit.Token);
            var answer = await ReadAsync(stream, limit.Token);

            // Refused: users exist already, including this one.
            if (answer.Number("ok") is not 1 && answer.Number("code") is not Unauthorized)
            {
                throw new EngineException($"mongod refuses to create the user {user}: {answer.Text("errmsg")}");
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new EngineException($"mongod refuses to create the user {user}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineException($"mongod has not created the user {user} within {Patience.TotalSeconds:0} s");
        }
    }

    static byte[] CreateUser(string user, string password) => new BsonWriter()
        .Text("createUser", user)
        .Text("pwd", password)
        .Texts("roles", "root")
        .Text("$db", "admin")
        .ToArray();

    // MongoDB's wire protocol, OP_MSG: length, request, response to, operation; flags; one section of kind 0, a document.
    static byte[] Message(byte[] document)
    {
        var message = new byte[21 + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), 1);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), OpMsg);
        document.CopyTo(message, 21);
        return message;
    }

    static async Task<BsonReader> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[21];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var document = new byte[BinaryPrimitives.ReadInt32LittleEndian(head) - head.Length];
        await stream.ReadExactlyAsync(document, cancellationToken);
        return new BsonReader(document);
    }
}
