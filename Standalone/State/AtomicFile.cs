using System.Text;

namespace DbPerService.Standalone.State;

static class AtomicFile
{
    /// <summary>Readers see the old file or the new one, never a part of one.</summary>
    public static void Write(string path, string text, UnixFileMode mode)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = mode };
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text + "\n"));
        }
        File.Move(temporary, path, overwrite: true);
    }
}
