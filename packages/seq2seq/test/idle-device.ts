const nothing = (): void => undefined;
const made = (): object => ({});

/** Buffers that hold nothing but zeros. */
function idleBuffer({ size }: GPUBufferDescriptor): object {
  let zeros: ArrayBuffer | undefined;
  return {
    size,
    mapAsync: async () => undefined,
    getMappedRange: () => (zeros ??= new ArrayBuffer(size)),
    unmap: () => undefined,
    destroy: () => undefined,
  };
}

/**
 * A graphics device that does nothing, so that what a step takes on it is what it takes in JavaScript: values of results are 0.
 * It has the features and limits of a common device.
 */
export function idleDevice(): GPUDevice {
  const pass = {
    setPipeline: nothing,
    setBindGroup: nothing,
    dispatchWorkgroups: nothing,
    end: nothing,
  };
  const encoder = {
    beginComputePass: () => pass,
    copyBufferToBuffer: nothing,
    clearBuffer: nothing,
    finish: made,
  };
  const device = {
    features: new Set(['shader-f16', 'subgroups']),
    limits: {
      maxBufferSize: 2 ** 31,
      maxStorageBufferBindingSize: 2 ** 31 - 4,
      maxStorageBuffersPerShaderStage: 16,
      maxComputeWorkgroupStorageSize: 32_768,
      maxComputeInvocationsPerWorkgroup: 1024,
      maxComputeWorkgroupSizeX: 1024,
      maxComputeWorkgroupsPerDimension: 65_535,
      minUniformBufferOffsetAlignment: 256,
      minStorageBufferOffsetAlignment: 256,
    },
    adapterInfo: { vendor: 'none', architecture: '', description: '' },
    lost: new Promise(nothing),
    addEventListener: nothing,
    removeEventListener: nothing,
    pushErrorScope: nothing,
    popErrorScope: async () => null,
    createBuffer: idleBuffer,
    createShaderModule: made,
    createBindGroupLayout: made,
    createPipelineLayout: made,
    createBindGroup: made,
    createComputePipeline: made,
    createComputePipelineAsync: async () => ({}),
    createCommandEncoder: () => encoder,
    queue: { submit: nothing, writeBuffer: nothing, onSubmittedWorkDone: async () => undefined },
    destroy: nothing,
  };
  return device as unknown as GPUDevice;
}
